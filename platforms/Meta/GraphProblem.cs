using System.Text.Json;

namespace Squaremcp.Platforms.Meta;

/// <summary>What the Graph API says is wrong (https://developers.facebook.com/docs/graph-api/guides/error-handling). The status beside it means little; code and subcode are what is promised.</summary>
/// <param name="Words">For people where Meta wrote any, else for developers.</param>
/// <param name="Details">What WhatsApp adds.</param>
internal sealed record GraphProblem(int Code, int? Subcode, string? Words, bool IsTransient, string? Details)
{
    private const int MostWords = 300;

    /// <summary>In Meta's own words, cut.</summary>
    internal string Says => (Details ?? Words ?? "no reason given") is var words && words.Length > MostWords ? $"\"{words[..MostWords]}…\"." : $"\"{words}\".";

    /// <summary>True where the token itself is refused: it ended, was taken back, or never was one.</summary>
    internal bool IsTokenRefused => Code is 190 or 102;

    /// <summary>Of the app, the user, the page, or the kind of use; also those of WhatsApp's own. Instagram's word for spam has the code of the first.</summary>
    internal bool IsThrottled => Subcode != 2207051 && Code is 4 or 17 or 32 or 341 or 613 or (>= 80000 and <= 80014) or 130429 or 131056 or 133016;

    /// <summary>Too many messages to one person, which keeps no others waiting.</summary>
    internal bool IsOfPair => Code == 131056;

    /// <summary>Nobody can say whether a write that ends so was done.</summary>
    internal bool IsVague => !IsThrottled && Subcode is not (2207020 or 2207051) && (IsTransient || Code is 1 or 2 or -1 or -2 or 131000 or 131016 or 133004);

    /// <returns>Null where the answer has no error in the documented form.</returns>
    internal static GraphProblem? In(byte[] body) => LooseJson.Parse(body) is { } json && json.Inside("error") is { ValueKind: JsonValueKind.Object } error && error.Count("code") is { } code
        ? new(
            (int)code, (int?)error.Count("error_subcode"), error.Words("error_user_msg") ?? error.Words("message"), error.Flag("is_transient") == true,
            error.Inside("error_data") is { ValueKind: JsonValueKind.Object } data ? data.Words("details") : null)
        : null;
}
