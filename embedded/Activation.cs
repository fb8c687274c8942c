using Squaremcp.Embedded.Api;

namespace Squaremcp.Embedded;

internal static class Activation
{
    internal static IGrainContext Current => throw new InvalidOperationException("Grains are made by the host, not by new.");
}
