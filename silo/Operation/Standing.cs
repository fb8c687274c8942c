namespace Squaremcp.Silo.Operation;

/// <summary>Whether this silo may be given work, in words for its operator.</summary>
internal sealed class Standing
{
    private volatile string? reason = "The silo is starting.";

    /// <summary>Null while it is ready.</summary>
    internal string? Reason => reason;

    /// <summary>Of the process, when it ends.</summary>
    internal int ExitCode { get; set; }

    /// <summary>Once it is draining nothing makes it ready again.</summary>
    internal bool IsDraining { get; private set; }

    internal void Ready() => reason = IsDraining ? reason : null;

    internal void Unready(string why) => reason = IsDraining ? reason : why;

    internal void Draining() => (IsDraining, reason) = (true, "The silo is ending.");
}
