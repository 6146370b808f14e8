// What:      a weight of the base with the change of an adapter, W + ΔW, and DoRA's rows of given length.
// Formula:   W' = W + ΔW; DoRA (Liu et al., arXiv 2402.09353): W' = m ⊙ (W + ΔW)/‖W + ΔW‖, the norm over the inputs
//            of each output.
// Reference: PEFT 0.18, `merge` of Linear, Embedding, Conv, ParamWrapper and their DoRA variants.
// Not done:  rounding to the type of the base where it is coarser than F32.
using Heavytail.Formats.Contract;
using Heavytail.Formats.Quantization;

namespace Heavytail.Formats.Adapters;

/// <summary>A weight of the base, merged with the product of an adapter's factors.</summary>
internal sealed class MergedWeight
{
    private readonly StoredTensor _base;
    private readonly LowRankProduct _product;
    private readonly StoredTensor? _magnitude;
    private readonly bool _outputsAreRows;
    private readonly int _outputs;
    private readonly int _columns;

    /// <param name="weight">The weight of the base.</param>
    /// <param name="pair">The factors.</param>
    /// <param name="isTurned">Whether the base has it as (B·A)ᵀ.</param>
    public MergedWeight(StoredTensor weight, LoraPair pair, bool isTurned)
    {
        (_base, _magnitude) = (weight, pair.Magnitude);
        _product = new LowRankProduct(pair, isTurned, new FactorBuffers());
        _outputsAreRows = !isTurned;
        _outputs = (int)pair.Outer.Info.Shape[0];
        _columns = _product.Form.Columns;
    }

    /// <summary>Bytes that it takes to be read.</summary>
    public long BufferedBytes => LowRankRows.Bytes(_product)
        + (sizeof(double) * (2L * _columns)) + (_magnitude is null ? 0 : 2L * sizeof(double) * _outputs);

    /// <summary>The merged weight as a tensor.</summary>
    public StoredTensor ToTensor()
    {
        var type = _base.Info.Type == ElementType.F64 ? ElementType.F64 : ElementType.F32;
        string scheme = _magnitude is null ? "LoRA" : "DoRA";
        var info = _base.Info with
        {
            Type = type,
            StoredType = _base.Info.StoredType,
            Factors = null,
            IsMerged = true,
            Encoding = $"{_base.Info.Encoding} + {scheme}",
            StoredByteCount = _base.Info.StoredByteCount,
        };
        return new StoredTensor(info, () => new MergedStream(this, type, info.Shape.ElementCount))
        {
            Unchanged = _base,
        };
    }

    /// <summary>Opens its elements, row by row.</summary>
    public Rows Open() => new(this, _magnitude is null ? null : Lengths());

    /// <summary>What each output is multiplied by: m/‖W + ΔW‖.</summary>
    private double[] Lengths()
    {
        double[] squares = new double[_outputs];
        using var rows = new Rows(this, null);
        double[] row = new double[_columns];
        for (long left = _base.Info.Shape.ElementCount / _columns, r = 0; r < left; r++)
        {
            rows.Next(row);
            for (int k = 0; k < row.Length; k++)
            {
                squares[_outputsAreRows ? r % _outputs : k] += row[k] * row[k];
            }
        }

        double[] factors = Scalars.ReadAll(_magnitude!);
        for (int k = 0; k < factors.Length; k++)
        {
            factors[k] /= Math.Sqrt(squares[k]);
        }

        return factors;
    }

    /// <summary>The rows of a merged weight, one after the other.</summary>
    /// <param name="owner">The weight.</param>
    /// <param name="factors">What each output is multiplied by; null for nothing.</param>
    public sealed class Rows(MergedWeight owner, double[]? factors) : IDisposable
    {
        private readonly NumberReader _stored = new(owner._base.OpenRead(), owner._base.Info.Type);
        private readonly LowRankRows _change = new(owner._product);
        private long _row;

        /// <summary>The next row.</summary>
        /// <param name="values">Receives it.</param>
        public void Next(double[] values)
        {
            _stored.Read(values);
            var change = _change.From(_row * values.Length);
            for (int k = 0; k < values.Length; k++)
            {
                values[k] += change[k];
                if (factors is not null)
                {
                    values[k] *= factors[owner._outputsAreRows ? _row % owner._outputs : k];
                }
            }

            _row++;
        }

        public void Dispose() => _stored.Dispose();
    }

    /// <summary>A row has this many elements.</summary>
    public int Columns => _columns;
}
