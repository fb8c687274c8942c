using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Outlook;

/// <summary>Microsoft Graph, v1.0, for one account; and the addresses it gives for uploads. Ids are asked for in the form that outlives a move from folder to folder.</summary>
internal sealed class OutlookApi(HttpClient http, PlatformHosts hosts, OAuthTokens tokens, RateBudget budget, TimeProvider clock)
{
    private const string Me = "v1.0/me";
    private const int MostError = 64 * 1024;

    private readonly PlatformClient graph = new(OutlookFacts.Title, http, hosts.At(OutlookFacts.Host), headers => Authorize(headers, tokens), clock)
    {
        // Graph counts everything of a mailbox together, and tells only when it was too much.
        Limits = new(budget, [], (_, _) => "mailbox"),
    };

    /// <param name="path">Below the account, for example <c>/messages?$top=5</c>; or all of it, as <see cref="Next"/> tells.</param>
    internal async Task<JsonElement> ReadAsync(string path, CancellationToken cancellationToken) => Body(await graph.ReadAsync(HttpMethod.Get, At(path), cancellationToken));

    /// <summary>Sends what does no harm when it comes twice.</summary>
    internal async Task<JsonElement> ChangeAsync(string path, JsonObject body, CancellationToken cancellationToken) =>
        Body(await graph.RepeatAsync(HttpMethod.Patch, At(path), Json(body).ToContent, cancellationToken));

    /// <summary>Makes something, once.</summary>
    /// <exception cref="ToolException">outcome_unknown where the answer is lost.</exception>
    internal async Task<JsonElement> MakeAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await graph.WriteAsync(HttpMethod.Post, At(path), Json(body), cancellationToken);
        return !answer.IsSuccess ? throw new ToolException(OutlookErrors.Of(answer))
            : LooseJson.Parse(answer.Body) ?? throw new ToolException(new(ToolErrorKind.OutcomeUnknown, "Outlook's answer was cut off, so it is not known whether this was done."));
    }

    /// <summary>An action that takes nothing and answers nothing, once.</summary>
    internal async Task DoAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await graph.WriteStreamAsync(HttpMethod.Post, At(path), () => new ByteArrayContent([]), cancellationToken);
        if (!answer.IsSuccess)
        {
            throw new ToolException(OutlookErrors.Of(answer));
        }
    }

    /// <returns>False where it could not be deleted, or nobody knows.</returns>
    internal async Task<bool> DeleteAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return (await graph.RepeatAsync(HttpMethod.Delete, At(path), null, cancellationToken)) is { IsSuccess: true } or { Status: HttpStatusCode.NotFound };
        }
        catch (Exception failed) when (failed is ToolException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>One part of a file to where Graph said; the address carries its own right, so no token goes there.</summary>
    internal async Task PutAsync(string address, Func<HttpContent> part, CancellationToken cancellationToken)
    {
        if (!Array.Exists(OutlookFacts.UploadDomains, domain => hosts.Owns(address, domain)))
        {
            throw new ToolException(OutlookErrors.Garbled);
        }

        var answer = await new PlatformClient(OutlookFacts.Title, http, new(address), _ => { }, clock).RepeatAsync(HttpMethod.Put, address, part, cancellationToken);
        if (!answer.IsSuccess)
        {
            // 401 there is no word on the account's token.
            throw new ToolException((int)answer.Status is 401 or 403 or 404 or 410
                ? new(ToolErrorKind.PlatformUnavailable, "The upload of an attachment was ended by Microsoft before it was whole. Try again.")
                : OutlookErrors.Of(answer));
        }
    }

    /// <summary>Hands on the bytes of what is asked for as they come.</summary>
    /// <exception cref="ToolException">Also where there are more than <paramref name="most"/>.</exception>
    internal async Task DownloadAsync(string path, Stream to, long most, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(hosts.At(OutlookFacts.Host), At(path)));
        Authorize(request.Headers, tokens);
        try
        {
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            await using var content = await answer.Content.ReadAsStreamAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                using var error = new MemoryStream();
                await CopyAsync(content, error, MostError, cancellationToken);
                throw new ToolException(OutlookErrors.Of(new(answer.StatusCode, error.ToArray(), answer.Headers.RetryAfter?.Delta)));
            }

            if (!await CopyAsync(content, to, most, cancellationToken))
            {
                throw new ToolException(new(ToolErrorKind.NotPermittedByPlatform, $"The attachment has more than {most / (1024 * 1024)} MB; that is the most that can be kept here."));
            }
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            throw new ToolException(new(ToolErrorKind.PlatformUnavailable, "Outlook broke off before the attachment was whole. Nothing was changed; try again later."));
        }
    }

    /// <summary>Where Graph says that a list goes on, to be asked for letter for letter; null at its end.</summary>
    internal string? Next(JsonElement list) => list.Words("@odata.nextLink") is not { } link ? null
        : link.StartsWith($"{hosts.At(OutlookFacts.Host)}{Me}", StringComparison.Ordinal) ? link[$"{hosts.At(OutlookFacts.Host)}{Me}".Length..]
        : throw new ToolException(OutlookErrors.Garbled);

    private static string At(string path) => Me + path;

    private static JsonElement Body(PlatformAnswer answer) =>
        answer.IsSuccess ? LooseJson.Parse(answer.Body) ?? throw new ToolException(OutlookErrors.Garbled) : throw new ToolException(OutlookErrors.Of(answer));

    private static PlatformBody Json(JsonObject body) => new(Encoding.UTF8.GetBytes(body.ToJsonString(ReadableJson.Options)), "application/json");

    private static void Authorize(HttpRequestHeaders headers, OAuthTokens tokens)
    {
        headers.Authorization = new("Bearer", tokens.Access);
        headers.Add("Prefer", "IdType=\"ImmutableId\"");
    }

    /// <returns>False where there is more.</returns>
    private static async Task<bool> CopyAsync(Stream from, Stream to, long most, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        for (var left = most; await from.ReadAsync(buffer, cancellationToken) is var read and > 0; left -= read)
        {
            if (read > left)
            {
                return false;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return true;
    }
}
