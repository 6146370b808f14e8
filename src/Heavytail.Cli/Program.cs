using Heavytail.Cli;
using Heavytail.Cli.Commands;


int exitCode;
using (var interruption = new Interruption())
{
    StandardStreams.Guard();
    interruption.Listen(Console.Error);
    if (Environment.GetEnvironmentVariable("HEAVYTAIL_PARENT") == "stdin")
    {
        // The Python package sets it: what is killed there must not go on here.
        interruption.EndWith(Console.OpenStandardInput());
    }

    exitCode = HeavytailTool.Run(args, Console.In, Console.Out, Console.Error, interruption);
}

SignalEnd.Of(exitCode);
return exitCode;
