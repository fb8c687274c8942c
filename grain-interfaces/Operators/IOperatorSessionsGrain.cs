namespace Squaremcp.Operators;

/// <summary>The browsers in which the operator has shown the admin key and not signed out (decision "the cluster's dashboard"). Key: <see cref="Key"/>.</summary>
[Alias("square.IOperatorSessionsGrain")]
public interface IOperatorSessionsGrain : IGrainWithStringKey
{
    const string Key = "operator";

    /// <param name="hash">SHA-256 of what the cookie holds and the admin key; the cookie itself stays with the browser, and under another admin key it opens nothing.</param>
    [Alias("Begin")]
    Task Begin(string hash, CancellationToken cancellationToken);

    /// <summary>Whether this session has neither ended nor run out. Never remembered by who asks.</summary>
    [AlwaysInterleave, Reads, Alias("Admit")]
    Task<bool> Admit(string hash, CancellationToken cancellationToken);

    /// <summary>Ends one; the next <see cref="Admit"/> of it says no, at whichever frontend.</summary>
    [Alias("End")]
    Task End(string hash, CancellationToken cancellationToken);
}
