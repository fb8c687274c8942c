using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms;

/// <summary>
/// What a client is told about a tool. <c>name</c> is <c>platform_verb_noun</c>, at most 64 characters; schemas are JSON Schema 2020-12 objects
/// made from the tool's records.
/// </summary>
public abstract record Tool
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    public required bool ReadOnly { get; init; }

    /// <summary>True where existing data can be lost or replaced; meaningless on a read-only tool.</summary>
    public bool Destructive { get; init; }

    /// <summary>True where a repeat with the same arguments changes nothing more.</summary>
    public bool Idempotent { get; init; }

    /// <summary>True where it touches the world outside the gateway.</summary>
    public bool OpenWorld { get; init; } = true;

    /// <summary>True where the answer holds text from outside, which a model must not obey.</summary>
    public bool Untrusted { get; init; }

    /// <summary>True where it goes to other people: a message, a post, a mail. Counts against the daily sends.</summary>
    public bool Sends { get; init; }

    /// <summary>Whom a call with these arguments reaches, in the platform's own form (a number, an address, a chat), for tools whose recipients a customer may want to know first; null for others.</summary>
    public Func<JsonElement, IReadOnlyList<string>>? Recipients { get; init; }

    /// <summary>The arguments whose values may stand in the audit trail: those marked <see cref="ShownAttribute"/>.</summary>
    public IReadOnlySet<string> Shown { get; init; } = new HashSet<string>();

    /// <summary>How it goes, where it is done in steps that may take longer than a call; null for all else.</summary>
    public PublishPlan? Publish { get; init; }

    public required JsonObject InputSchema { get; init; }

    public required JsonObject OutputSchema { get; init; }

    /// <summary>Reads <paramref name="arguments"/> strictly against the input schema; null where they are right, else the argument, the rule and an example.</summary>
    public ToolError? Validate(JsonElement arguments) => ArgumentCheck.Of(InputSchema, arguments);
}
