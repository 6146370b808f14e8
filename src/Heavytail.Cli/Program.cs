using Heavytail.Cli;
using Heavytail.Cli.Commands;


int exitCode;
using (var interruption = new Interruption())
{
    StandardStreams.Guard();
    interruption.Listen(Console.Error);
    exitCode = HeavytailTool.Run(args, Console.In, Console.Out, Console.Error, interruption);
}

SignalEnd.Of(exitCode);
return exitCode;
