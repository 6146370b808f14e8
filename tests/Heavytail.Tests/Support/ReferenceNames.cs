using Xunit;

namespace Heavytail.Tests.Support;

/// <summary>The names of the layers in WeightWatcher's output on the shared models.</summary>
internal static class ReferenceNames
{
    /// <summary>Each is a tensor that the file's graph calls a weight, and its sides are the reference's.</summary>
    public static int AreListed(string model, Checkpoint checkpoint)
    {
        string path = SharedData.Path($"reference/weightwatcher/{model}_default.csv");
        string[] lines = File.ReadAllLines(path);
        string[] header = lines[0].Split(',');
        var names = checkpoint.Tensors.ToLookup(tensor =>
            tensor.Name.Replace(".", "__", StringComparison.Ordinal).Replace("/", "__", StringComparison.Ordinal)
                .Replace(':', '_'));
        int count = 0;
        foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
        {
            string[] cells = line.Split(',');
            string name = cells[Array.IndexOf(header, "longname")];
            var tensor = Assert.Single(names[name]);
            Assert.NotNull(tensor.Role);
            long sides = tensor.Shape.Dimensions.Where(side => side > 1).Aggregate(1L, (a, b) => a * b);
            long expected = Cell("N") * Cell("M") * Cell("rf");
            Assert.Equal(expected, sides);
            count++;

            long Cell(string column) => (long)double.Parse(
                cells[Array.IndexOf(header, column)], System.Globalization.CultureInfo.InvariantCulture);
        }

        return count;
    }
}
