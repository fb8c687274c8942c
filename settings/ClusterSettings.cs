namespace Squaremcp.Settings;

/// <summary>How the processes of a cluster find each other and their database; one process alone needs none of it.</summary>
internal sealed class ClusterSettings
{
    /// <summary>Silos and frontends with the same one form a cluster. A new one beside a running one of the same installation is a second cluster on its grains: never.</summary>
    public string ClusterId { get; set; } = "squaremcp";

    /// <summary>The installation: what is stored belongs to it for good.</summary>
    public string ServiceId { get; set; } = "squaremcp";

    /// <summary>Of MySqlConnector; silos only: a frontend never opens the database.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Frontends: the DNS name whose addresses are the silos, asked again and again, or a list of <c>host:port</c> with commas between.</summary>
    public string? Gateways { get; set; }

    /// <summary>Where silos talk to each other.</summary>
    public int SiloPort { get; set; } = 11_111;

    /// <summary>Where silos listen for frontends.</summary>
    public int GatewayPort { get; set; } = 30_000;

    /// <summary>The address other processes reach this silo at, in Kubernetes the pod's; unset means this machine's own first one.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>
    /// Whether silos count calls for Orleans' dashboard and frontends show it to the operator at <c>/operator/cluster</c>. On: it is wanted when something is wrong already, and switching it on restarts what is to be looked at.
    /// It names no customer, and while nobody looks a grain call passes one filter more, which looks at a flag.
    /// </summary>
    public bool Dashboard { get; set; } = true;
}
