namespace Squaremcp;

/// <summary>How long each layer waits for the one below: every rung ends before the one above it, so that the layer which knows most can answer.</summary>
public static class Deadlines
{
    public static readonly TimeSpan Platform = TimeSpan.FromSeconds(40);

    public static readonly TimeSpan Credential = TimeSpan.FromSeconds(45);

    /// <summary>Grain to grain.</summary>
    public static readonly TimeSpan Customer = TimeSpan.FromSeconds(50);

    /// <summary>Frontend to grain.</summary>
    public static readonly TimeSpan Frontend = TimeSpan.FromSeconds(55);

    /// <summary>The most UTF-8 bytes that cross a grain interface in one argument or answer.</summary>
    public const int Message = 256 * 1024;
}
