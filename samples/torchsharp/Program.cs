// Alpha of each layer after each epoch, of weights in memory. From the root of the repository:
//
//     dotnet run -c Release --project samples/torchsharp

using System.Globalization;
using System.Runtime.InteropServices;
using Heavytail;
using Heavytail.Samples.TorchSharp;
using TorchSharp;
using static TorchSharp.torch;

const int epochs = 12;
const int batch = 64;
string[] columns = ["name", "alpha", "alpha_ci_low", "alpha_ci_high", "num_spikes", "label"];

// Asked first: where it is older, TorchSharp prints 40 lines that blame a package which is there.
if (OperatingSystem.IsLinux()
    && !(NativeLibrary.TryLoad("libstdc++.so.6", out nint library)
        && NativeLibrary.TryGetExport(library, "_ZSt21ios_base_library_initv", out _)))
{
    Console.Error.WriteLine("needs the libstdc++ of GCC 13 or newer, as in Debian 13 and Ubuntu 24.04");
    return 1;
}

try
{
    // One seed, and one thread, which adds in one order: each run prints the same.
    random.manual_seed(1);
    set_num_threads(1);
}
catch (TypeInitializationException)
{
    Console.Error.WriteLine("the native library of TorchSharp does not load; on Linux it needs x64");
    return 1;
}

using var data = new Data();
using var network = new Network();
using var optimizer = optim.SGD(network.parameters(), learningRate: 0.1, momentum: 0.9);
Console.WriteLine("epoch   loss  layer  alpha      95 %       spikes  label");
Report(0);
for (int epoch = 1; epoch <= epochs; epoch++)
{
    Train();
    Report(epoch);
}

return 0;

void Train()
{
    using var scope = NewDisposeScope();
    foreach (var indices in randperm(data.Labels.shape[0]).split(batch))
    {
        using var inner = NewDisposeScope();
        optimizer.zero_grad();
        Loss(data.Inputs.index_select(0, indices), data.Labels.index_select(0, indices)).backward();
        optimizer.step();
    }
}

Tensor Loss(Tensor inputs, Tensor labels) => nn.functional.cross_entropy(network.forward(inputs), labels);

// A row for each layer of the network as it is now.
void Report(int epoch)
{
    using var scope = NewDisposeScope();
    using var noGradients = no_grad();
    double loss = Loss(data.Inputs, data.Labels).ToDouble();

    using var checkpoint = Weights.ToCheckpoint($"epoch {epoch}", network);
    var model = Analyzer.Analyze(checkpoint);
    foreach (var row in AnalysisDocument.LayersOf(model, columns).Rows)
    {
        string[] cells = [.. row.Select(cell => cell.Rounded)];
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{epoch,5}  {loss:F3}  {cells[0],-5}  {cells[1],-5}  {cells[2],5} to {cells[3],-5}")
            + $"  {cells[4],6}  {cells[5]}");
    }
}
