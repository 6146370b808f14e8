using Heavytail.Cli;
using Heavytail.Cli.Commands;


StandardStreams.Guard();
using var interruption = new Interruption();
interruption.Listen(Console.Error);
return HeavytailTool.Run(args, Console.In, Console.Out, Console.Error, interruption);
