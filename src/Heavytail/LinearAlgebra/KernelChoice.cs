using Heavytail.LinearAlgebra.Kernels;

namespace Heavytail;

/// <summary>
/// The kernels that compute on this machine: the widest that it has, or those that the environment names.
/// </summary>
public static class KernelChoice
{
    /// <summary>Their name, <c>vector512</c> for example.</summary>
    /// <exception cref="UnknownKernelsException">The environment names kernels that do not exist.</exception>
    public static string Name
    {
        get
        {
            try
            {
                return KernelSet.Current.Name;
            }
            catch (TypeInitializationException e) when (e.InnerException is ArgumentException reason)
            {
                throw new UnknownKernelsException(reason.Message);
            }
        }
    }
}

/// <summary>The environment names kernels that do not exist.</summary>
public sealed class UnknownKernelsException(string message) : HeavytailException(message, null, null);
