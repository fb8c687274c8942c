namespace Squaremcp.Silo.Operation;

/// <summary>
/// Times are compared across processes: who is alive, when a token dies, when a limit's minute begins. A silo whose clock is far from the database's does not start; one that drifts while it runs says so.
/// </summary>
internal static class ClockSkew
{
    internal static readonly TimeSpan Most = TimeSpan.FromSeconds(20);

    /// <exception cref="ClockSkewException">It is too far off.</exception>
    internal static void Check(TimeSpan ahead)
    {
        if (Words(ahead) is { } why)
        {
            throw new ClockSkewException(why);
        }
    }

    /// <returns>Null where it is near enough.</returns>
    internal static string? Words(TimeSpan ahead) => ahead.Duration() <= Most
        ? null
        : $"This machine's clock is {ahead.Duration().TotalSeconds:0} seconds {(ahead > TimeSpan.Zero ? "ahead of" : "behind")} the database's. Set both by NTP; more than {Most.TotalSeconds:0} seconds is refused.";
}

internal sealed class ClockSkewException(string message) : Exception(message);
