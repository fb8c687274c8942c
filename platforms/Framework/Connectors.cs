namespace Squaremcp.Platforms;

/// <summary>All platforms of this installation, by name, and all their tools, by name.</summary>
public sealed class Connectors
{
    private readonly Dictionary<string, IConnector> byPlatform;
    private readonly Dictionary<string, (IConnector Connector, Tool Tool)> byTool;

    public Connectors(IEnumerable<IConnector> connectors)
    {
        byPlatform = connectors.ToDictionary(connector => connector.Platform.Name);
        byTool = byPlatform.Values
            .SelectMany(connector => connector.Platform.Tools, (connector, tool) => (connector, tool))
            .ToDictionary(pair => pair.tool.Name);
        All = [.. byPlatform.Values.OrderBy(connector => connector.Platform.Name, StringComparer.Ordinal)];
    }

    public IReadOnlyList<IConnector> All { get; }

    public IConnector? OfPlatform(string platform) => byPlatform.GetValueOrDefault(platform);

    public (IConnector Connector, Tool Tool)? OfTool(string tool) => byTool.TryGetValue(tool, out var found) ? found : null;
}
