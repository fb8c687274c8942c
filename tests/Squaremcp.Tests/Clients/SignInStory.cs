using System.Text.Json;

namespace Squaremcp.Tests.Clients;

/// <summary>What must hold of every client that <c>tests/clients/lib/oauth/story.mjs</c> tells of.</summary>
internal static class SignInStory
{
    private const string Tool = "square_list_connections";

    internal static void HoldsFor(JsonElement seen, string name)
    {
        // From nothing to an answer, and again with a new access token; nothing was called after the person put it out.
        Assert.All(seen.GetProperty("results").EnumerateArray(), result => Assert.Contains("not_connected", result.GetRawText(), StringComparison.Ordinal));
        Assert.Equal([Tool, Tool], Texts(seen, "called"));
        Assert.True(seen.GetProperty("renewed").GetBoolean(), "The access token is the one it began with.");
        Assert.Equal([name], Texts(seen, "clients"));
        Assert.NotEmpty(seen.GetProperty("refused").GetProperty("asks").GetString()!);
        if (seen.GetProperty("refused").TryGetProperty("told", out var told))
        {
            Assert.Contains("access_revoked", told.GetRawText(), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string?> Texts(JsonElement seen, string name) => seen.GetProperty(name).EnumerateArray().Select(text => text.GetString());
}
