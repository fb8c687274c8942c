using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;

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

    /// <summary>What the operator's command <c>connect</c> takes besides the customer, for example <c>--vault notes</c>; never a secret, which it asks for.</summary>
    public required string ConnectOptions { get; init; }

    public required IReadOnlyList<Tool> Tools { get; init; }

    /// <summary>Of a platform of mailboxes: its tool that finds messages. It takes text, from, to, subject, since, before and limit, and answers <see cref="Email.FoundMessages"/>.</summary>
    public string? MailSearch { get; init; }
}

/// <summary>One platform: its facts, and the way from a connection's settings to a call.</summary>
public interface IConnector
{
    Platform Platform { get; }

    /// <summary>Reads the settings a customer sent; says what is wrong with them, or what they stand for.</summary>
    SettingsReading Read(JsonElement settings);

    Task<ToolResult> InvokeAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken);

    /// <summary>What a write would do, checked as far as it can be without doing it.</summary>
    Task<ToolResult> RehearseAsync(string tool, PlatformAccount account, JsonElement arguments, ToolContext context, CancellationToken cancellationToken);

    /// <summary>Tries the connection and tells each step.</summary>
    Task<IReadOnlyList<CheckResult>> CheckAsync(PlatformAccount account, CancellationToken cancellationToken);
}

/// <summary>The settings made canonical, a label for people, and what they claim for themselves alone; or the error.</summary>
public sealed record SettingsReading
{
    public string? Canonical { get; init; }

    public string? Label { get; init; }

    /// <summary>For example kind "obsidian-vault", value "notes/anna".</summary>
    public (string Kind, string Value)? Claim { get; init; }

    /// <summary>What of the settings is secret, in the connector's own form; kept sealed and handed back with each call.</summary>
    public Secret? Credentials { get; init; }

    public ToolError? Error { get; init; }
}

/// <summary>One connection as a call meets it.</summary>
/// <param name="Settings">The canonical settings; never a secret.</param>
/// <param name="Credentials">What the connector gave as <see cref="SettingsReading.Credentials"/>; null where there are none.</param>
public sealed record PlatformAccount(JsonElement Settings, Secret? Credentials = null)
{
    /// <summary>The platform's own, unless the operator or the sandbox points elsewhere.</summary>
    public PlatformHosts Hosts { get; init; } = PlatformHosts.Official;

    /// <summary>What the connection may still ask of its platform, shared by its concurrent calls; null where nobody keeps it.</summary>
    public RateBudget? Budget { get; init; }
}

public sealed record CheckResult(string Name, bool Ok, string? Detail = null);
