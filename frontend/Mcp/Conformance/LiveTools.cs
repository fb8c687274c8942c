using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Squaremcp.Frontend.Mcp.Conformance;

/// <summary>Fixtures that talk to the client while they run: log, progress, sampling, elicitation, a stream cut off.</summary>
internal static class LiveTools
{
    private const string Reconnection = "test_reconnection";

    internal static IEnumerable<McpServerTool> All =>
    [
        ContentTools.Make("test_tool_with_logging", "Writes three log messages to the client.", LogAsync),
        ContentTools.Make("test_logging_tool", "Writes a log message where the client asked for the log.", LogWhereAskedAsync),
        ContentTools.Make("test_tool_with_progress", "Reports progress three times.", ProgressAsync),
        ContentTools.Make("test_sampling", "Asks the client's model.", SampleAsync),
        ContentTools.Make("test_elicitation", "Asks the person at the client.", AskAsync),
        ContentTools.Make("test_elicitation_sep1034_defaults", "Asks with a default for each kind of field.", (McpServer server, CancellationToken ct) => ElicitAsync(server, "Please check these values.", Forms.Defaults, ct)),
        ContentTools.Make("test_elicitation_sep1330_enums", "Asks with each kind of choice.", (McpServer server, CancellationToken ct) => ElicitAsync(server, "Please choose.", Forms.Choices, ct)),
        ContentTools.Make("test_missing_capability", "Needs a client that can sample.", NeedSampling),
        ContentTools.Make("test_streaming_elicitation", "Sends nothing but its answer.", () => "Nothing but this was sent."),
        ContentTools.Make(Reconnection, "Closes the stream before the answer; the client has to come back for it.", () => "The client came back."),
    ];

    /// <summary>Makes <see cref="Reconnection"/> close its stream, telling the client when to come back.</summary>
    internal static McpRequestHandler<CallToolRequestParams, CallToolResult> CutOff(McpRequestHandler<CallToolRequestParams, CallToolResult> next) => async (request, ct) =>
    {
        if (request.Params.Name == Reconnection && request.Server.SessionId is not null)
        {
            await request.EnablePollingAsync(TimeSpan.FromMilliseconds(500), ct);
        }

        return await next(request, ct);
    };

    private static async Task<string> LogAsync(McpServer server, CancellationToken ct)
    {
        foreach (var step in (string[])["Tool execution started", "Tool processing data", "Tool execution completed"])
        {
            var message = new LoggingMessageNotificationParams { Level = LoggingLevel.Info, Logger = "conformance", Data = JsonSerializer.SerializeToElement(step) };
            await server.SendNotificationAsync(NotificationMethods.LoggingMessageNotification, message, cancellationToken: ct);
        }

        return "Three messages were logged.";
    }

    private static async Task<string> LogWhereAskedAsync(RequestContext<CallToolRequestParams> request, CancellationToken ct)
    {
        if (request.JsonRpcRequest.Context?.LogLevel is null)
        {
            return "The client asked for no log.";
        }

        var message = new LoggingMessageNotificationParams { Level = LoggingLevel.Info, Logger = "conformance", Data = JsonSerializer.SerializeToElement("test_logging_tool ran") };
        await request.Server.SendNotificationAsync(NotificationMethods.LoggingMessageNotification, message, cancellationToken: ct);
        return "One message was logged.";
    }

    private static async Task<string> ProgressAsync(RequestContext<CallToolRequestParams> request, CancellationToken ct)
    {
        if (request.Params.ProgressToken is not { } token)
        {
            return "The client asked for no progress.";
        }

        foreach (var percent in (int[])[0, 50, 100])
        {
            await request.Server.NotifyProgressAsync(token, new() { Progress = percent, Total = 100 }, cancellationToken: ct);
        }

        return "Progress was reported three times.";
    }

    private static async Task<string> SampleAsync(McpServer server, [Description("What to ask the model.")] string prompt, CancellationToken ct)
    {
        var answer = await server.SampleAsync(
            new CreateMessageRequestParams { Messages = [new() { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }], MaxTokens = 100 }, ct);
        return $"The model said: {answer.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text}";
    }

    private static Task<string> AskAsync(McpServer server, [Description("What to ask the person.")] string message, CancellationToken ct) =>
        ElicitAsync(server, message, Forms.Text("response"), ct);

    private static async Task<string> ElicitAsync(McpServer server, string message, ElicitRequestParams.RequestSchema form, CancellationToken ct)
    {
        var answer = await server.ElicitAsync(new ElicitRequestParams { Message = message, RequestedSchema = form }, ct);
        return $"The person's answer: {answer.Action} {JsonSerializer.Serialize(answer.Content, McpJsonUtilities.DefaultOptions)}";
    }

    private static string NeedSampling(RequestContext<CallToolRequestParams> request) =>
        request.JsonRpcRequest.Context?.ClientCapabilities?.Sampling is not null
            ? "The client can sample."
            : throw new MissingRequiredClientCapabilityException(new() { Sampling = new() }, "This tool needs a client with the capability sampling.");
}
