using System.Globalization;
using Heavytail.Tensors;

namespace Heavytail.Layers;

/// <summary>A tensor and its form → its layers: one for each matrix of a stack, group, gate or projection.</summary>
internal static class MatrixCutter
{
    /// <summary>The layers, in the order in which they lie.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="form">Without contradiction.</param>
    /// <param name="rule">The rule that gave it.</param>
    /// <param name="matrices">What its matrices are: a convolution may be unfolded. Null for slices.</param>
    public static IReadOnlyList<Layer> Cut(
        TensorInfo tensor, MatrixForm form, string rule, MatrixOptions? matrices = null)
    {
        var kind = LayerKinds.From(form.Role.Purpose, form.Role.Axes.Count('k'))!.Value;
        long stack = form.SideOf('s');
        var runs = Runs(form);
        var layers = new List<Layer>();
        for (long index = 0; index < stack; index++)
        {
            foreach (var run in runs)
            {
                layers.Add(CutOne(tensor, form, kind, index, run, matrices ?? new MatrixOptions()) with
                {
                    Rule = rule,
                    Part = stack * runs.Count == 1 ? null : PartName(form, stack, index, run),
                });
            }
        }

        return layers;
    }

    /// <summary>How many layers <see cref="Cut"/> gives.</summary>
    public static long Count(MatrixForm form) =>
        form.SideOf('s') * Math.Max(form.Role.Groups, Math.Max(1, form.Role.Parts.Length));

    /// <summary>
    /// The runs of outputs (of a transposed convolution's groups: inputs) that are matrices of their own.
    /// </summary>
    private static List<Run> Runs(MatrixForm form)
    {
        (var role, char letter) = (form.Role, form.GroupedLetter);
        if (role.Parts.Length > 0)
        {
            var parts = new List<Run>();
            long start = 0;
            foreach (var part in role.Parts)
            {
                parts.Add(new Run('o', start, part.Outputs, part.Name));
                start += part.Outputs;
            }

            return parts;
        }

        long side = form.SideOf(letter);
        return role.Groups == 1
            ? [new Run(letter, 0, side, null)]
            : [.. Enumerable.Range(0, role.Groups).Select(group => new Run(
                letter, group * (side / role.Groups), side / role.Groups, Numbered("group", group)))];
    }

    private static string PartName(MatrixForm form, long stack, long index, Run run)
    {
        if (stack == 1)
        {
            return run.Name!;
        }

        string matrix = form.StackNames.Length > 0
            ? form.StackNames[(int)index]
            : Numbered(form.Role.StackWord ?? "matrix", index);
        return run.Name is null ? matrix : $"{matrix} {run.Name}";
    }

    private static string Numbered(string word, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{word} {number}");

    private static Layer CutOne(
        TensorInfo tensor, MatrixForm form, LayerKind kind, long stackIndex, Run run, MatrixOptions matrices)
    {
        var sides = new Dimensions(form, stackIndex, run, matrices.Kind == MatrixKind.Unfolded);
        (int rows, int columns, int rf) =
            (checked((int)sides.Rows.Count), checked((int)sides.Columns.Count), checked((int)sides.Slices.Count));
        return new Layer(tensor, kind, rows, columns, rf)
        {
            Matrices = matrices.Kind,
            Inverse = matrices.Inverse,
            Kernel = new TensorShape([.. sides.Slices.Lengths]),
            KernelSum = checked((int)sides.Slices.Sum),
            Layout = sides.Layout(tensor.Shape.ElementCount),
        };
    }

    /// <summary>A stretch of an axis.</summary>
    private sealed record Run(char Letter, long Start, long Length, string? Name);

    /// <summary>The dimensions of one matrix, sorted by what they count.</summary>
    private sealed class Dimensions
    {
        private readonly long _offset;
        private readonly Axis _kernel;

        public Dimensions(MatrixForm form, long stackIndex, Run run, bool unfolds)
        {
            _kernel = !unfolds ? Slices : TransposedConvolution(form) ? Rows : Columns;
            var packed = StridedLayout.RowMajor(form.Shape).Strides;
            (long rest, string axes) = (stackIndex, form.Role.Axes);
            bool cut = false;
            for (int d = form.Shape.Rank - 1; d >= 0; d--)
            {
                if (axes[d] == 's')
                {
                    rest = Math.DivRem(rest, form.Shape[d], out long index);
                    _offset += index * packed[d];
                }
            }

            for (int d = 0; d < form.Shape.Rank; d++)
            {
                (long side, long stride) = (form.Shape[d], packed[d]);
                if (axes[d] == run.Letter && !cut)
                {
                    // A run lies along the outermost of its axes, so it is whole in those within.
                    long inner = form.SideOf(run.Letter) / side;
                    _offset += run.Start / inner * stride;
                    side = run.Length / inner;
                    cut = true;
                }

                SidesOf(axes[d])?.Add(side, stride);
            }
        }

        public Axis Rows { get; } = new();

        public Axis Columns { get; } = new();

        public Axis Slices { get; } = new();

        /// <summary>
        /// The first order of reading that follows the file; where none does, slice by slice by gathering.
        /// </summary>
        public LayerLayout Layout(long elements)
        {
            LayerLayout[] orders =
            [
                new(View(Rows, Columns, Slices), SlicesFirst: false, Transposed: false),
                new(View(Slices, Rows, Columns), SlicesFirst: true, Transposed: false),
                new(View(Slices, Columns, Rows), SlicesFirst: true, Transposed: true),
            ];
            var best = Array.Find(orders, order => order.View!.IsContiguous) ?? orders[1];
            bool whole = best.View!.IsContiguous && best.View.Shape.ElementCount == elements;
            return whole && best == orders[0] ? LayerLayout.Whole : whole ? best with { View = null } : best;
        }

        /// <summary>
        /// The transpose of an unfolded convolution is that of the transposed one: its inputs are what the
        /// convolution's outputs were, and the kernel goes with the other channels.
        /// </summary>
        private static bool TransposedConvolution(MatrixForm form) =>
            form.Role.Purpose == TensorPurpose.TransposedConvolution;

        private Axis? SidesOf(char letter) => letter switch
        {
            'o' or 'c' or 'm' => Rows,
            'i' => Columns,
            'k' => _kernel,
            _ => null,
        };

        private StridedLayout View(params ReadOnlySpan<Axis> order)
        {
            var sides = new List<long>();
            var strides = new List<long>();
            foreach (var axis in order)
            {
                sides.AddRange(axis.Lengths);
                strides.AddRange(axis.Strides);
            }

            return new StridedLayout(new TensorShape([.. sides]), [.. strides], _offset);
        }
    }

    /// <summary>Dimensions of the tensor that are read as one.</summary>
    private sealed class Axis
    {
        public List<long> Lengths { get; } = [];

        public List<long> Strides { get; } = [];

        public long Count => Lengths.Aggregate(1L, (product, side) => product * side);

        public long Sum => Lengths.Sum();

        public void Add(long side, long stride)
        {
            Lengths.Add(side);
            Strides.Add(stride);
        }
    }
}
