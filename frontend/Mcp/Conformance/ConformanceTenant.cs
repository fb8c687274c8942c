using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Squaremcp.Frontend.Mcp.Conformance;

/// <summary>
/// <c>/conformance/mcp</c>: what the protocol's own conformance suite asks of a server, and nothing of any customer. Both eras at one URL; the
/// initialize eras keep sessions in memory. Takes no credentials, so it exists only where the operator asks for it. Host and Origin are guarded as everywhere.
/// </summary>
internal sealed class ConformanceTenant(ILoggerFactory logs, IHostApplicationLifetime lifetime) : IAsyncDisposable
{
    internal const string Path = "/conformance/mcp";

    private const string SessionHeader = "Mcp-Session-Id";
    private static readonly JsonTypeInfo<JsonRpcMessage> Messages = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly ConformanceSessions sessions = new(logs);

    internal Task HandleAsync(HttpContext context) => context.Request.Method switch
    {
        "POST" => PostAsync(context),
        "GET" => GetAsync(context),
        "DELETE" => DeleteAsync(context),
        _ => RefuseMethodAsync(context, "POST, GET, DELETE"),
    };

    public ValueTask DisposeAsync() => sessions.DisposeAsync();

    private async Task PostAsync(HttpContext context)
    {
        var (body, status, refusal) = await McpEndpoint.ReadAsync(context);
        if (refusal is not null)
        {
            await McpEndpoint.WriteAsync(context, refusal, status);
            return;
        }

        var (request, id, code, wrong) = McpRequest.Read(body);
        if (request is null)
        {
            await McpEndpoint.WriteAsync(context, McpAnswers.Error(id, code, wrong!), StatusCodes.Status400BadRequest);
            return;
        }

        var (modern, version, era) = EraCheck.Of(context.Request.Headers, request);
        if ((era ?? (modern ? ParameterHeaders.Check(context.Request.Headers, request) : null)) is { } disagreement)
        {
            await McpEndpoint.WriteAsync(context, disagreement, StatusCodes.Status400BadRequest);
            return;
        }

        if (Message(body) is not { } message)
        {
            await McpEndpoint.WriteAsync(context, McpAnswers.Error(id, ErrorCodes.InvalidRequest, "The body is no JSON-RPC message of MCP."), StatusCodes.Status400BadRequest);
            return;
        }

        if (version is not null)
        {
            message.Context = new() { ProtocolVersion = version };
        }

        await (modern ? StatelessAsync(context, request, message) : InSessionAsync(context, request, message));
    }

    private static JsonRpcMessage? Message(JsonElement body)
    {
        try
        {
            return body.Deserialize(Messages);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task StatelessAsync(HttpContext context, McpRequest request, JsonRpcMessage message)
    {
        if (request.Method is "initialize" or "ping" or "logging/setLevel" or "resources/subscribe" or "resources/unsubscribe")
        {
            await McpEndpoint.WriteAsync(context, McpAnswers.Error(request.Id, ErrorCodes.MethodNotFound, $"{request.Method} is no method of {Protocol.Modern}."), StatusCodes.Status404NotFound);
            return;
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await using var transport = new StreamableHttpServerTransport(logs) { Stateless = true };
        await using var server = McpServer.Create(transport, ConformanceServer.Stateless(), logs);
        var running = server.RunAsync(ends.Token);
        await AnswerAsync(context, transport, message, ends.Token);
        await transport.DisposeAsync();
        await Ended(running);
    }

    private async Task InSessionAsync(HttpContext context, McpRequest request, JsonRpcMessage message)
    {
        var named = context.Request.Headers[SessionHeader].ToString();
        if (named.Length == 0 && request.Method != "initialize")
        {
            await McpEndpoint.WriteAsync(context, McpAnswers.Error(request.Id, ErrorCodes.InvalidRequest, $"The header {SessionHeader} is missing; initialize answers with one."), StatusCodes.Status400BadRequest);
            return;
        }

        var session = named.Length == 0 ? await sessions.OpenAsync() : sessions.Find(named);
        if (session is null)
        {
            await NoSessionAsync(context, request.Id);
            return;
        }

        context.Response.Headers[SessionHeader] = session.Id;
        await AnswerAsync(context, session.Transport, message, context.RequestAborted);
    }

    private async Task GetAsync(HttpContext context)
    {
        if (context.Request.Headers["MCP-Protocol-Version"] == Protocol.Modern)
        {
            await RefuseMethodAsync(context, "POST");
        }
        else if (sessions.Find(context.Request.Headers[SessionHeader].ToString()) is not { } session)
        {
            await NoSessionAsync(context, default);
        }
        else
        {
            using var ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
            await EventStream.StartAsync(context);
            await Ended(context.Request.Headers["Last-Event-ID"] is [{ Length: > 0 } last]
                ? session.Events.ReplayAsync(last, context.Response, ends.Token)
                : session.Transport.HandleGetRequestAsync(context.Response.Body, ends.Token));
        }
    }

    private async Task DeleteAsync(HttpContext context)
    {
        if (context.Request.Headers["MCP-Protocol-Version"] == Protocol.Modern)
        {
            await RefuseMethodAsync(context, "POST");
        }
        else if (!await sessions.CloseAsync(context.Request.Headers[SessionHeader].ToString()))
        {
            await NoSessionAsync(context, default);
        }
    }

    private static Task NoSessionAsync(HttpContext context, JsonElement id) =>
        McpEndpoint.WriteAsync(context, McpAnswers.Error(id, ErrorCodes.InvalidRequest, "There is no such session. Send initialize to open one."), StatusCodes.Status404NotFound);

    private static Task RefuseMethodAsync(HttpContext context, string allowed)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = allowed;
        return Task.CompletedTask;
    }

    private static async Task AnswerAsync(HttpContext context, StreamableHttpServerTransport transport, JsonRpcMessage message, CancellationToken cancellationToken)
    {
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache, no-store";
        if (!await transport.HandlePostRequestAsync(message, context.Response.Body, first => Status(context, first), cancellationToken))
        {
            context.Response.ContentType = null;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
    }

    /// <summary>Some errors of 2026-07-28 have an HTTP status of their own (Streamable HTTP, "Sending Messages").</summary>
    private static ValueTask Status(HttpContext context, JsonRpcMessage? first)
    {
        if (first is JsonRpcError error && context.Request.Headers["MCP-Protocol-Version"] == Protocol.Modern && !context.Response.HasStarted)
        {
            context.Response.StatusCode = (McpErrorCode)error.Error.Code switch
            {
                McpErrorCode.MethodNotFound => StatusCodes.Status404NotFound,
                McpErrorCode.MissingRequiredClientCapability or McpErrorCode.UnsupportedProtocolVersion or McpErrorCode.HeaderMismatch => StatusCodes.Status400BadRequest,
                _ => StatusCodes.Status200OK,
            };
        }

        return default;
    }

    private static async Task Ended(Task running)
    {
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // The client left, or the program stops: both are how a stream ends.
        }
    }
}
