using System.Reflection;

namespace Squaremcp.Embedded;

/// <summary>How the one-process host runs grains.</summary>
public sealed class EmbeddedOptions
{
    /// <summary>Where grain classes are looked for.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>An activation nobody called for this long is dropped. Orleans' default.</summary>
    public TimeSpan IdleAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long one grain waits for another (Orleans: <c>SiloMessagingOptions.ResponseTimeout</c>).</summary>
    public TimeSpan SiloResponseTimeout { get; set; } = TimeSpan.FromSeconds(50);

    /// <summary>How long a caller outside a grain waits (Orleans: <c>ClientMessagingOptions.ResponseTimeout</c>).</summary>
    public TimeSpan ClientResponseTimeout { get; set; } = TimeSpan.FromSeconds(55);

    /// <summary>Makes the host worse than Orleans on purpose; for tests.</summary>
    public Faults? Faults { get; set; }
}
