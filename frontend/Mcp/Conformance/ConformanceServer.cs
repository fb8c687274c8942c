using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Squaremcp.Frontend.Mcp.Conformance;

/// <summary>The suite's fixtures as a server of the SDK: with a session for the initialize eras, without one for 2026-07-28.</summary>
internal static class ConformanceServer
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);
    private static readonly List<McpServerTool> Tools = [.. ContentTools.All, .. LiveTools.All, .. QuestionTools.All];
    private static readonly Dictionary<string, JsonElement> Schemas = Tools.ToDictionary(tool => tool.ProtocolTool.Name, tool => tool.ProtocolTool.InputSchema);

    /// <summary>The input schema of a fixture; null for no fixture.</summary>
    internal static JsonElement? Schema(string? tool) => tool is not null && Schemas.TryGetValue(tool, out var schema) ? schema : null;

    internal static McpServerOptions Stateless()
    {
        var options = Fixtures();
        options.ScopeRequests = false;
        options.Filters.Message.OutgoingFilters.Add(next => (message, ct) =>
        {
            NameBothEras(message.JsonRpcMessage);
            return next(message, ct);
        });
        return options;
    }

    internal static McpServerOptions InSession()
    {
        var options = Fixtures();
        ConcurrentDictionary<string, byte> watched = new();
        options.Handlers.SubscribeToResourcesHandler = (request, _) =>
        {
            watched[request.Params.Uri] = 0;
            return new(new EmptyResult());
        };
        options.Handlers.UnsubscribeFromResourcesHandler = (request, _) =>
        {
            watched.TryRemove(request.Params.Uri, out byte _);
            return new(new EmptyResult());
        };
        options.Handlers.SetLoggingLevelHandler = (_, _) => new(new EmptyResult());
        return options;
    }

    private static McpServerOptions Fixtures() => new()
    {
        ServerInfo = new() { Name = "squaremcp-conformance", Version = typeof(ConformanceServer).Assembly.GetName().Version!.ToString(3) },
        ToolCollection = [.. Tools],
        PromptCollection = [.. PromptFixtures.All],
        ResourceCollection = [.. ResourceFixtures.All],
        Handlers = new() { CompleteHandler = (_, _) => new(new CompleteResult { Completion = new() { Values = [], Total = 0, HasMore = false } }) },
        Filters = new()
        {
            Request = new()
            {
                CallToolFilters = { LiveTools.CutOff },
                ListToolsFilters = { next => async (request, ct) => Cached(await next(request, ct)) },
                ListPromptsFilters = { next => async (request, ct) => Cached(await next(request, ct)) },
                ListResourcesFilters = { next => async (request, ct) => Cached(await next(request, ct)) },
                ListResourceTemplatesFilters = { next => async (request, ct) => Cached(await next(request, ct)) },
                ReadResourceFilters = { next => async (request, ct) => Cached(await next(request, ct)) },
            },
        },
    };

    /// <summary>The SDK's stateless server knows one era; this address serves both, and what discover says must equal what a refusal says.</summary>
    private static void NameBothEras(JsonRpcMessage message)
    {
        if (message is JsonRpcResponse { Result: JsonObject result } && result.ContainsKey("supportedVersions"))
        {
            result["supportedVersions"] = new JsonArray([.. Protocol.All.Select(version => JsonValue.Create(version))]);
        }
    }

    /// <summary>The fixtures are the same for everybody.</summary>
    private static T Cached<T>(T result)
        where T : ICacheableResult
    {
        result.TimeToLive = Fresh;
        result.CacheScope = CacheScope.Public;
        return result;
    }
}
