using Heavytail.Tests;
using Heavytail.Tests.Hostile.Mutants;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The tests, and the fuzz of a night, which needs their honest files.
return args is [FuzzCommand.Verb, ..] ? FuzzCommand.Run(args[1..])
    : args.Any(arg => arg is "--server" or "--internal-msbuild-node")
        ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
