// Specification: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/meta_graph.proto
namespace Heavytail.Formats.TensorFlow;

/// <summary>The message <c>MetaGraphDef</c>: a graph, and what it needs to run.</summary>
internal static class MetaGraph
{
    public const int GraphField = 2;

    /// <summary>Fields of the message are numbered up to here.</summary>
    public const int MostFields = 7;
}
