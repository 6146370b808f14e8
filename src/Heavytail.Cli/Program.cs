using Heavytail.Cli;
using Heavytail.Cli.Commands;


using var interruption = new Interruption();
return HeavytailTool.Run(args, Console.In, Console.Out, Console.Error, interruption.Token);
