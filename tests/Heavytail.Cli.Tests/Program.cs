using Heavytail.Cli.Tests;
using Heavytail.Cli.Tests.Kills;
using Heavytail.Cli.Tests.Pages;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// The tests, thousands of kills, and what pages weigh.
return args is [KillCommand.Verb, ..] ? KillCommand.Run(args[1..])
    : args is [CacheKillCommand.Verb, ..] ? CacheKillCommand.Run(args[1..])
    : args is [SizesCommand.Verb, ..] ? SizesCommand.Run()
    : args.Any(arg => arg is "--server" or "--internal-msbuild-node")
        ? await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
    : await ConsoleRunner.Run(args);
