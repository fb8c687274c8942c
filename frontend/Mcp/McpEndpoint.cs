using System.Text.Json;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.Tools;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Mcp;

/// <summary><c>/mcp</c>: stateless in every era. No session id, nothing sent unasked; authentication comes before everything else is looked at.</summary>
internal sealed class McpEndpoint(McpDoor door, IMcpDispatcher dispatcher, Observer doctor, IHostApplicationLifetime lifetime)
{
    internal const int MostBytes = 4 * 1024 * 1024;

    internal async Task HandleAsync(HttpContext context)
    {
        if (Cors.Answers(context) || await door.EnterAsync(context, "mcp") is not { } caller)
        {
            return;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "POST";
            return;
        }

        var (message, status, refusal) = await ReadAsync(context);
        if (refusal is not null)
        {
            doctor.Garbled(caller, "not_mcp");
            await WriteAsync(context, refusal, status);
            return;
        }

        var (request, id, code, wrong) = McpRequest.Read(message);
        if (request is null)
        {
            doctor.Garbled(caller, "not_mcp", wrong);
            await WriteAsync(context, McpAnswers.Error(id, code, wrong!), StatusCodes.Status400BadRequest);
            return;
        }

        var (modern, version, era) = EraCheck.Of(context.Request.Headers, request);
        if (era is not null)
        {
            doctor.Garbled(caller, EraCheck.IsVersion(era) ? "protocol_version" : "protocol_headers", version);
            await WriteAsync(context, era, StatusCodes.Status400BadRequest);
        }
        else if (request.IsNotification)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else
        {
            await AnswerAsync(context, request, caller, modern, version);
        }
    }

    internal static async Task WriteAsync(HttpContext context, byte[] json, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(json);
    }

    /// <summary>The message, or the status and JSON-RPC error that refuse the body.</summary>
    internal static async Task<(JsonElement Message, int Status, byte[]? Refusal)> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            return (default, StatusCodes.Status415UnsupportedMediaType, McpAnswers.Error(default, ErrorCodes.InvalidRequest, "Content-Type must be application/json."));
        }

        if (context.Request.Headers.ContentEncoding.Count > 0)
        {
            return (default, StatusCodes.Status415UnsupportedMediaType, McpAnswers.Error(default, ErrorCodes.InvalidRequest, "Content-Encoding is not understood here; send the body as it is."));
        }

        if (context.Request.ContentLength > MostBytes)
        {
            return (default, StatusCodes.Status413PayloadTooLarge, TooLarge());
        }

        using var body = new MemoryStream((int)(context.Request.ContentLength ?? 4096));
        try
        {
            if (!await ReadAsync(context, body))
            {
                return (default, StatusCodes.Status413PayloadTooLarge, TooLarge());
            }
        }
        catch (BadHttpRequestException broken)
        {
            // The caller's mistake: for the caller to read, and no failure in the operator's log.
            return (default, broken.StatusCode, McpAnswers.Error(default, ErrorCodes.Parse, "The body broke off, came too slowly or is not framed as HTTP wants it."));
        }

        try
        {
            var json = body.GetBuffer().AsSpan(0, (int)body.Length);
            var message = JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            return WellFormed.IsText(json) ? (message, 0, null) : (default, StatusCodes.Status400BadRequest, McpAnswers.Error(default, ErrorCodes.Parse, "The body holds a string that is no text: it must be UTF-8, and surrogates must come in pairs."));
        }
        catch (JsonException)
        {
            return (default, StatusCodes.Status400BadRequest, McpAnswers.Error(default, ErrorCodes.Parse, "The body is not valid JSON (or holds a member twice, or is nested more than 64 deep)."));
        }
    }

    /// <returns>False where the body is longer than it may be.</returns>
    private static async Task<bool> ReadAsync(HttpContext context, MemoryStream body)
    {
        var buffer = new byte[16 * 1024];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var read and > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > MostBytes)
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] TooLarge() => McpAnswers.Error(default, ErrorCodes.InvalidRequest, $"The body is larger than {MostBytes / 1024 / 1024} MB.");

    private async Task AnswerAsync(HttpContext context, McpRequest request, Caller caller, bool modern, string? version)
    {
        // 2026-07-28: closing the stream cancels. Before: a disconnect does not, so only the server's own end does.
        using var gone = modern ? CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping) : null;
        var token = gone?.Token ?? CancellationToken.None;
        var streams = request.ProgressToken.ValueKind is JsonValueKind.String or JsonValueKind.Number || OnlyStream(context.Request);
        if (streams)
        {
            await EventStream.StartAsync(context);
            if (request.ProgressToken.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                await EventStream.WriteAsync(context.Response, McpAnswers.Progress(request.ProgressToken, 0, 1));
            }
        }

        var answer = await dispatcher.AnswerAsync(request, caller, modern, version, token);
        if (streams)
        {
            await EventStream.WriteAsync(context.Response, answer.Json);
            return;
        }

        if (answer.CallId is not null)
        {
            context.Response.Headers["X-Square-Call-Id"] = answer.CallId;
        }

        await WriteAsync(context, answer.Json, answer.Status);
    }

    private static bool OnlyStream(HttpRequest request) =>
        request.Headers.Accept.ToString() is var accept && accept.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase)
        && !accept.Contains("json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("*/*", StringComparison.Ordinal);
}
