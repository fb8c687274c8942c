namespace Squaremcp.Frontend;

/// <summary>Everything in one process: embedded grain host, SQLite.</summary>
internal static partial class Composition
{
    static partial void AddGrainHost(WebApplicationBuilder builder)
    {
    }
}
