using Heavytail.Benchmarks;

// Usage: dotnet run -c Release --project bench/Heavytail.Benchmarks [-- SIZE …]
int[] sizes = args.Length == 0 ? [64, 128, 256, 512, 1024] : Array.ConvertAll(args, int.Parse);
SpectrumBenchmark.Run(sizes, Console.Out);
FitBenchmark.Run([512, 2048, 16_384], Console.Out);
