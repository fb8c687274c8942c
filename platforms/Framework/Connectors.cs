using Squaremcp.Platforms.Square;

namespace Squaremcp.Platforms;

/// <summary>All platforms of this installation, by name, and all tools, the gateway's own too, by name.</summary>
public sealed class Connectors
{
    private readonly Dictionary<string, IConnector> byPlatform;
    private readonly Dictionary<string, IConnector> byTool;
    private readonly Dictionary<string, Tool> tools;

    public Connectors(IEnumerable<IConnector> connectors)
    {
        byPlatform = connectors.ToDictionary(connector => connector.Platform.Name);
        byTool = byPlatform.Values.SelectMany(connector => connector.Platform.Tools, (connector, tool) => (connector, tool.Name)).ToDictionary(pair => pair.Name, pair => pair.connector);
        All = [.. byPlatform.Values.OrderBy(connector => connector.Platform.Name, StringComparer.Ordinal)];
        tools = GatewayTools.All.Concat(All.SelectMany(connector => connector.Platform.Tools)).ToDictionary(tool => tool.Name);
        Tools = [.. tools.Values];
    }

    public IReadOnlyList<IConnector> All { get; }

    /// <summary>The gateway's own first, then each platform's, always in the same order.</summary>
    public IReadOnlyList<Tool> Tools { get; }

    /// <summary>Those whose accounts are mailboxes.</summary>
    public IEnumerable<IConnector> Mailboxes => All.Where(connector => connector.Platform.MailSearch is not null);

    public IConnector? OfPlatform(string platform) => byPlatform.GetValueOrDefault(platform);

    public Tool? Tool(string name) => tools.GetValueOrDefault(name);

    /// <summary>The platform a tool belongs to; null for the gateway's own.</summary>
    public IConnector? OfTool(string tool) => byTool.GetValueOrDefault(tool);
}
