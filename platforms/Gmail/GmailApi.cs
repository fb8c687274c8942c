using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Email;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Gmail;

/// <summary>The Gmail API (https://developers.google.com/workspace/gmail/api/reference/rest) for one mailbox.</summary>
internal sealed class GmailApi(PlatformClient gmail, RateBudget budget, TimeProvider clock)
{
    /// <summary>Gmail counts units of the mailbox, whatever they are spent on.</summary>
    internal const string Bucket = "units";

    private const string Root = "gmail/v1/users/me/";

    internal async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await gmail.ReadAsync(HttpMethod.Get, Root + path, cancellationToken);
        return answer.IsSuccess ? LooseJson.Parse(answer.Body) ?? throw new ToolException(GmailErrors.Garbled) : throw Refused(answer);
    }

    /// <summary>An attachment as it was before it was encoded; at most so many bytes of it.</summary>
    internal async Task AttachmentAsync(string message, string attachment, Stream to, long most, CancellationToken cancellationToken)
    {
        var isWhole = false;
        var answer = await gmail.ReadStreamAsync(
            $"{Root}messages/{message}/attachments/{Uri.EscapeDataString(attachment)}?fields=data", async (json, token) => isWhole = await LongText.DecodeAsync(json, to, most, token), cancellationToken);
        if (!answer.IsSuccess)
        {
            throw Refused(answer);
        }

        if (!isWhole)
        {
            throw new ToolException(GmailErrors.Garbled);
        }
    }

    /// <summary>Hands over a message, streamed, with what Gmail is told of it besides. Once: where the answer is lost, so is whether it was done.</summary>
    /// <param name="look">How to find out whether it was done, as the end of a sentence: "look with …".</param>
    internal async Task<JsonElement> SubmitAsync(string path, JsonObject about, PreparedMessage message, string look, CancellationToken cancellationToken)
    {
        PlatformAnswer answer;
        try
        {
            answer = await gmail.WriteStreamAsync(HttpMethod.Post, $"upload/{Root}{path}?uploadType=multipart", () => Body(about, message), cancellationToken);
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.OutcomeUnknown)
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"Gmail failed or broke off before it answered, so it is not known whether this was done. Before you repeat it, {look}."));
        }

        return !answer.IsSuccess ? throw Refused(answer)
            : LooseJson.Parse(answer.Body) is { } done && done.Id("id") is not null ? done
            : throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"Gmail took this and answered something that is not what it documents, perhaps cut off. Before you repeat it, {look}."));
    }

    /// <summary>What it is told first, then the message as it is: not base64 within JSON, which would have to be held whole.</summary>
    private static MultipartContent Body(JsonObject about, PreparedMessage message) => new("related")
    {
        new ByteArrayContent(Encoding.UTF8.GetBytes(about.ToJsonString())) { Headers = { ContentType = new("application/json") { CharSet = "utf-8" } } },
        new MessageContent(message),
    };

    private ToolException Refused(PlatformAnswer answer)
    {
        var error = GmailErrors.Of(answer, clock.GetUtcNow());

        // Gmail says "too fast" with 403 as well, which the client does not know.
        return new(error.Kind == ToolErrorKind.RateLimited ? error with { RetryAfter = budget.Refused(Bucket, error.RetryAfter) } : error);
    }
}
