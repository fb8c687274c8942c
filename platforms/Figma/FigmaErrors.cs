using System.Globalization;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Figma;

/// <summary>What Figma's refusals mean. It writes them in two forms: <c>{status, err}</c> and <c>{error: true, status, message}</c>.</summary>
internal static class FigmaErrors
{
    private const int MostWords = 300;

    internal static ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, "Figma answered something that is not what it documents, perhaps cut off. Nothing was changed; try again later.");

    internal static ToolError Of(PlatformAnswer answer)
    {
        var body = LooseJson.Parse(answer.Body) ?? default;
        var words = body.Words("err") ?? body.Words("message") ?? body.Words("reason") ?? "no reason given";
        var says = $"\"{(words.Length > MostWords ? $"{words[..MostWords]}…" : words)}\".";
        return (int)answer.Status switch
        {
            // A token that is no good is a 403 with Figma, and so is what the person may not do.
            401 or 403 when answer.Status == System.Net.HttpStatusCode.Unauthorized || IsToken(words) => new PlatformAnswer(System.Net.HttpStatusCode.Unauthorized, [], null).Error(FigmaFacts.Title),
            403 when words.Contains("scope", StringComparison.OrdinalIgnoreCase) => new(ToolErrorKind.NeedsReconnection, $"This Figma account was connected without the right to do this: {says} Nothing was done. Call square_connect_platform and ask the person you work for to connect it again and to leave that right in."),
            403 => new(ToolErrorKind.NotPermittedByPlatform, $"Figma does not let this account see or do this: {says} Nothing was done. The person who runs the file or team must share it with the account."),
            404 => new(ToolErrorKind.NotFound, $"Figma has nothing of that key or id, or this account may not see it: {says} Nothing was done."),
            400 or 413 when words.Contains("large", StringComparison.OrdinalIgnoreCase) || words.Contains("timeout", StringComparison.OrdinalIgnoreCase) =>
                new(ToolErrorKind.InvalidArgument, $"That is too much at once for Figma: {says} Nothing was done. Ask for fewer node_ids, or with a smaller depth or scale."),
            429 => Limited(answer),
            >= 500 => answer.Error(FigmaFacts.Title),
            _ => new(ToolErrorKind.InvalidArgument, $"Figma refused this with status {(int)answer.Status}: {says} Nothing was done."),
        };
    }

    private static bool IsToken(string words) => words.Contains("token", StringComparison.OrdinalIgnoreCase) && !words.Contains("scope", StringComparison.OrdinalIgnoreCase);

    /// <summary>The wait may be days: it is told as it is.</summary>
    private static ToolError Limited(PlatformAnswer answer)
    {
        var wait = long.TryParse(answer.Header("Retry-After"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 100_000_000 ? TimeSpan.FromSeconds(seconds) : answer.RetryAfter;
        var why = answer.Header("X-Figma-Rate-Limit-Type") == "low"
            ? " The account has a View or Collab seat, or the file lies in a Starter plan: Figma allows 6 readings a month there. A Dev or Full seat, or moving the file to a paid plan, is what helps; ask the person you work for."
            : "";
        return new(ToolErrorKind.RateLimited, $"Figma takes no more calls of this kind from this account for now. Nothing was done.{why}") { RetryAfter = wait };
    }
}
