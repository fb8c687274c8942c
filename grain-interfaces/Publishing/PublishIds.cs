namespace Squaremcp.Publishing;

/// <summary>A publish and its write have the same id behind another prefix, so that each is found by the other.</summary>
public static class PublishIds
{
    private const string Prefix = "pub";

    /// <param name="write"><c>wrt_…</c></param>
    public static string OfWrite(string write) => $"{Prefix}{write[3..]}";

    public static bool IsOne(string id) => Ids.Is(Prefix, id);
}
