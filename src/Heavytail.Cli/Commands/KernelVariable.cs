
using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail.Cli.Commands;

/// <summary>The environment's say in which kernels compute.</summary>
internal static class KernelVariable
{
    /// <summary>A name that no kernels have is a mistake in the environment, not in a file or in the tool.</summary>
    public static void Check()
    {
        try
        {
            _ = KernelSet.Current;
        }
        catch (TypeInitializationException e) when (e.InnerException is ArgumentException reason)
        {
            throw new UsageException(reason.Message);
        }
    }
}
