using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms;

/// <summary>What a platform is, as data.</summary>
public sealed record Platform
{
    /// <summary>Lower-case word that also begins every tool's name.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    /// <summary>JSON Schema of the settings object that connects it.</summary>
    public required JsonObject SettingsSchema { get; init; }

    /// <summary>A complete settings object to copy.</summary>
    public required string SettingsExample { get; init; }

    public required IReadOnlyList<Tool> Tools { get; init; }
}

/// <summary>One platform: its facts, and the way from a connection's settings to a call.</summary>
public interface IConnector
{
    Platform Platform { get; }

    /// <summary>Reads the settings a customer sent; says what is wrong with them, or what they stand for.</summary>
    SettingsReading Read(JsonElement settings);

    Task<ToolResult> InvokeAsync(string tool, JsonElement settings, JsonElement arguments, ToolContext context, CancellationToken cancellationToken);

    /// <summary>Tries the connection and tells each step.</summary>
    Task<IReadOnlyList<CheckResult>> CheckAsync(JsonElement settings, CancellationToken cancellationToken);
}

/// <summary>The settings made canonical, a label for people, and what they claim for themselves alone; or the error.</summary>
public sealed record SettingsReading
{
    public string? Canonical { get; init; }

    public string? Label { get; init; }

    /// <summary>For example kind "obsidian-vault", value "notes/anna".</summary>
    public (string Kind, string Value)? Claim { get; init; }

    public ToolError? Error { get; init; }
}

public sealed record CheckResult(string Name, bool Ok, string? Detail = null);
