using Heavytail.Benchmarks;


return BenchmarkCommand.Run(args);
