namespace Squaremcp.Silo.Operation;

/// <summary>
/// How a silo ends. It says that it is not ready and goes on serving, until frontends and the service's DNS have seen it; then its gateway closes, and calls under way may end; then grains are deactivated.
/// Together they are less than the 90 seconds of terminationGracePeriodSeconds.
/// </summary>
internal static class Drain
{
    /// <summary>Kubernetes takes a pod out of a service within a second or two, and frontends look every two seconds.</summary>
    internal static readonly TimeSpan Notice = TimeSpan.FromSeconds(5);

    /// <summary>A call's own deadline is the most that any is waited for.</summary>
    internal static readonly TimeSpan Calls = Deadlines.Frontend;

    internal static readonly TimeSpan Whole = Notice + Calls + TimeSpan.FromSeconds(20);
}
