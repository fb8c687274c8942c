using Squaremcp.Ledger;
using Squaremcp.Tools;

namespace Squaremcp.Publishing;

/// <summary>What is to be published, for whom, and in whose name it is recorded.</summary>
[GenerateSerializer, Immutable, Alias("square.publish-order.v1")]
public sealed record PublishOrder
{
    /// <summary>The write as it is entered in the ledger; the publish ends it.</summary>
    [Id(0)] public required WriteRecord Write { get; init; }

    /// <summary>The tool's own arguments as JSON text, checked against its schema; sealed in what is kept.</summary>
    [Id(1)] public required string Arguments { get; init; }

    /// <summary>The connection it was admitted for; another one of the same name gets none of it.</summary>
    [Id(2)] public required string ConnectionId { get; init; }

    /// <summary>By which door the call came: "mcp", "sse" or "rest".</summary>
    [Id(3)] public required string Via { get; init; }

    [Id(4)] public string? Client { get; init; }

    /// <summary>Hashes of whom it reaches, known from its end on.</summary>
    [Id(5)] public IReadOnlyList<string> Recipients { get; init; } = [];

    /// <summary>What is not published by then is given up.</summary>
    [Id(6)] public required DateTimeOffset Deadline { get; init; }

    /// <summary>Without the arguments, as <see cref="ToolCall"/>.</summary>
    public override string ToString() => $"{nameof(PublishOrder)} {{ ConnectionId = {ConnectionId}, Deadline = {Deadline:O} }}";
}

/// <summary>How a publish stands.</summary>
[GenerateSerializer, Immutable, Alias("square.publish-view.v1")]
public sealed record PublishView
{
    [Id(0)] public required string Id { get; init; }

    [Id(1)] public required string Tool { get; init; }

    [Id(2)] public required string Platform { get; init; }

    [Id(3)] public required string Account { get; init; }

    /// <summary>"sent" while it goes on.</summary>
    [Id(4)] public required WriteStatus Status { get; init; }

    /// <summary>0 to 100; never falls.</summary>
    [Id(5)] public required int Percent { get; init; }

    /// <summary>The step it is at, or ended at.</summary>
    [Id(6)] public required string Step { get; init; }

    /// <summary>What goes on or is waited for, for people; null once it has ended.</summary>
    [Id(7)] public string? Doing { get; init; }

    /// <summary>When it goes on, where it waits.</summary>
    [Id(8)] public DateTimeOffset? GoesOnAt { get; init; }

    [Id(9)] public required DateTimeOffset StartedAt { get; init; }

    [Id(10)] public required DateTimeOffset Deadline { get; init; }

    [Id(11)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What its call is answered; null until it has ended.</summary>
    [Id(12)] public ToolOutcome? Outcome { get; init; }

    [Id(13)] public required string WriteId { get; init; }
}
