using System.Text.Json;
using System.Text.Json.Nodes;

namespace Squaremcp.Platforms;

/// <summary>
/// What a client is told about a tool. <c>name</c> is <c>platform_verb_noun</c>, at most 64 characters; schemas are JSON Schema 2020-12 objects
/// made from the tool's records.
/// </summary>
public record Tool
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

    public required JsonObject InputSchema { get; init; }

    public required JsonObject OutputSchema { get; init; }
}

/// <summary>A tool bound to the function that does it. <typeparamref name="TClient"/> is what the platform's functions work with.</summary>
public abstract record Tool<TClient> : Tool
{
    /// <summary>Reads <paramref name="arguments"/> strictly against the input record; a failure names the argument, the rule and an example.</summary>
    public abstract ToolError? Validate(JsonElement arguments);

    /// <summary>Arguments have passed <see cref="Validate"/>. Expected failures come back in the result; anything thrown is a defect.</summary>
    public abstract Task<ToolResult> InvokeAsync(TClient client, JsonElement arguments, ToolContext context, CancellationToken cancellationToken);
}
