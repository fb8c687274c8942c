using System.Text.Json;
using Squaremcp.Customers;
using Squaremcp.Frontend.Callers;
using Squaremcp.Frontend.Doctor;
using Squaremcp.Frontend.Operation;
using Squaremcp.Frontend.Tools;
using Squaremcp.Settings;
using Squaremcp.Tools;

namespace Squaremcp.Frontend.Mcp;

/// <summary>Answers one request of one caller, in either era; knows nothing of HTTP.</summary>
internal interface IMcpDispatcher
{
    /// <returns>The JSON-RPC answer, and the HTTP status where it is not 200.</returns>
    Task<McpAnswer> AnswerAsync(McpRequest request, Caller caller, bool modern, string? version, CancellationToken cancellationToken);
}

/// <param name="CallId">Of a tool call; null otherwise.</param>
internal sealed record McpAnswer(byte[] Json, int Status = StatusCodes.Status200OK, string? CallId = null)
{
    /// <summary>The JSON-RPC error's code, where it is one.</summary>
    internal int? Error { get; init; }
}

internal sealed partial class McpDispatcher(IGrainFactory grains, ToolList tools, ToolCaller toolCaller, LinkQuestion links, GatewaySettings settings, Observer doctor, ILogger<McpDispatcher> logger) : IMcpDispatcher
{
    private static readonly string Version = typeof(McpDispatcher).Assembly.GetName().Version!.ToString(3);

    public async Task<McpAnswer> AnswerAsync(McpRequest request, Caller caller, bool modern, string? version, CancellationToken cancellationToken)
    {
        using var span = new McpSpan(request.Method, version, request.MetaText("traceparent"));
        try
        {
            var answer = span.Ended(await DispatchAsync(request, caller, modern, span, cancellationToken));
            if (request.Method != "tools/call")
            {
                doctor.Reached(caller, request.Method, null);
            }

            return answer;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            // The caller learns an id to quote, the operator the rest.
            var id = toolCaller.NewCallId();
            Broke(Short(request.Method), id, exception);
            return span.Ended(Wrong(request, ErrorCodes.Internal, $"The gateway could not answer. Try again; if it fails again, tell the operator the call id {id}.", callId: id));
        }
    }

    private async Task<McpAnswer> DispatchAsync(McpRequest request, Caller caller, bool modern, McpSpan span, CancellationToken cancellationToken) => request.Method switch
    {
        "tools/call" => await CallAsync(request, caller, modern, span, cancellationToken),
        "tools/list" => await ListAsync(request, caller, modern, cancellationToken),
        "server/discover" when modern => new(McpAnswers.Result(request.Id, Discover, modern: true)),
        "initialize" when !modern => new(McpAnswers.Result(request.Id, result => Initialize(result, request.Text("protocolVersion")))),
        "ping" when !modern => new(McpAnswers.Result(request.Id, _ => { })),
        _ => Wrong(request, ErrorCodes.MethodNotFound, $"There is no method {Short(request.Method)} here.", modern ? StatusCodes.Status404NotFound : StatusCodes.Status200OK),
    };

    private static void Initialize(Utf8JsonWriter result, string? asked)
    {
        result.WriteString("protocolVersion", Protocol.WithInitialize.Contains(asked) ? asked : Protocol.NewestWithInitialize);
        Describe(result);
    }

    private static void Discover(Utf8JsonWriter result)
    {
        result.WriteStartArray("supportedVersions");
        foreach (var version in Protocol.All)
        {
            result.WriteStringValue(version);
        }

        result.WriteEndArray();
        Describe(result);
        Cacheable(result, 300_000);
    }

    private static void Describe(Utf8JsonWriter result)
    {
        result.WriteStartObject("capabilities");
        result.WriteStartObject("tools");
        result.WriteEndObject();
        result.WriteEndObject();
        result.WriteStartObject("serverInfo");
        result.WriteString("name", "squaremcp");
        result.WriteString("title", "SquareMCP");
        result.WriteString("version", Version);
        result.WriteEndObject();
        result.WriteString("instructions", Protocol.Instructions);
    }

    private static void Cacheable(Utf8JsonWriter result, int milliseconds)
    {
        result.WriteNumber("ttlMs", milliseconds);
        result.WriteString("cacheScope", "private");
    }

    private async Task<McpAnswer> ListAsync(McpRequest request, Caller caller, bool modern, CancellationToken cancellationToken)
    {
        // One page holds every tool there is (older clients read no second one), so every cursor is a wrong one.
        if (request.Param("cursor").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            return Wrong(request, ErrorCodes.InvalidParams, "cursor is not one this server gave; leave it out to start over.", modern ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
        }

        var customer = await grains.GetGrain<ICustomerGrain>(caller.CustomerId).Describe(cancellationToken)
            ?? throw new InvalidOperationException($"{caller.CustomerId} was authenticated and does not exist.");
        var list = tools.JsonFor(customer, caller);
        return new(McpAnswers.Result(request.Id, result =>
        {
            result.WritePropertyName("tools");
            result.WriteRawValue(list, skipInputValidation: true);
            if (modern)
            {
                Cacheable(result, 5_000);
            }
        }, modern));
    }

    private async Task<McpAnswer> CallAsync(McpRequest request, Caller caller, bool modern, McpSpan span, CancellationToken cancellationToken)
    {
        var arguments = request.Param("arguments");
        if (request.Text("name") is not { } tool || arguments.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null or JsonValueKind.Object))
        {
            return Wrong(request, ErrorCodes.InvalidParams, "params must have a name (string) and may have arguments (object).", modern ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
        }

        if (modern && LinkQuestion.IsAnswered(request))
        {
            return links.Earlier(request, caller) is { } earlier
                ? new(McpAnswers.Call(request.Id, earlier, toolCaller.NewCallId(), settings.Mcp.AnswerBytes, modern))
                : Wrong(request, ErrorCodes.InvalidParams, "requestState is not one that this server gave for this call. Call the tool again without it.", StatusCodes.Status400BadRequest);
        }

        var call = new ToolCall
        {
            Tool = tool,
            Arguments = arguments.ValueKind == JsonValueKind.Object ? arguments.GetRawText() : "{}",
            Caller = modern && ClientOf(request) is { } client ? caller with { Client = client } : caller,
            CallId = toolCaller.NewCallId(),
            IdempotencyKey = request.MetaText(Protocol.IdempotencyKey),
        };
        span.Calls(call, tools.Knows(tool));
        var outcome = span.Called(await toolCaller.CallAsync(call, cancellationToken));
        doctor.Reached(call.Caller, request.Method, outcome.Failure?.Kind);
        if (outcome.Failure is { Kind: FailureKind.UnknownTool })
        {
            var similar = tools.Similar(tool) is { Count: > 0 } names ? $" Did you mean {string.Join(" or ", names)}?" : "";
            return Wrong(request, ErrorCodes.InvalidParams, $"Unknown tool: {Short(tool)}.{similar}", callId: call.CallId);
        }

        return modern && links.Ask(request, caller, outcome) is { } question ? new(question, CallId: call.CallId) : new(McpAnswers.Call(request.Id, outcome, call.CallId, settings.Mcp.AnswerBytes, modern), CallId: call.CallId);
    }

    private static McpAnswer Wrong(McpRequest request, int code, string message, int status = StatusCodes.Status200OK, string? callId = null) =>
        new(McpAnswers.Error(request.Id, code, message), status, callId) { Error = code };

    private static string? ClientOf(McpRequest request)
    {
        if (request.Meta.ValueKind != JsonValueKind.Object || !request.Meta.TryGetProperty(Protocol.ClientInfoKey, out var info) || info.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var name = info.TryGetProperty("name", out var one) && one.ValueKind == JsonValueKind.String ? one.GetString() : null;
        var version = info.TryGetProperty("version", out var two) && two.ValueKind == JsonValueKind.String ? two.GetString() : null;
        return name is null ? null : RequestCallers.Clean($"{name} {version}".TrimEnd());
    }

    private static string Short(string text) => text.Length > 64 ? text[..64] + "…" : text;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} (call {CallId}) broke.")]
    private partial void Broke(string method, string callId, Exception exception);
}
