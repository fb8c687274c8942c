using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Square;
using Squaremcp.Publishing;
using Squaremcp.Tools;

namespace Squaremcp.Grains.Publishing;

/// <summary>What the call of a publish that goes on is answered; pure.</summary>
internal static class PublishAnswers
{
    private const int Soon = 5;
    private const int Latest = 60;

    internal static ToolOutcome Running(PublishView view, DateTimeOffset now) => Of(new(view.Id, "running", view.Percent, view.Doing, AskAgainAfter(view, now)));

    /// <summary>For one that cannot be asked now.</summary>
    internal static ToolOutcome Running(string id) => Of(new(id, "running", 0, null, Soon));

    internal static int AskAgainAfter(PublishView view, DateTimeOffset now) => view.GoesOnAt is { } then ? Math.Clamp((int)Math.Ceiling((then - now).TotalSeconds), Soon, Latest) : Soon;

    /// <summary>What the status tool answers.</summary>
    internal static PublishFound Found(PublishView view, DateTimeOffset now) => new(
        view.Id, view.Tool, Word(view.Status), view.Percent, view.Step, view.Doing, $"{view.Platform}/{view.Account}", view.StartedAt, view.EndedAt, view.Deadline,
        Result(view), view.Outcome?.Failure is { } failure ? Outcomes.Word(failure.Kind) : null, view.EndedAt is null ? AskAgainAfter(view, now) : null, view.WriteId, Advice(view));

    /// <summary>"running", "done", "failed" or "unknown".</summary>
    internal static string Word(WriteStatus status) => status == WriteStatus.Sent ? "running" : Outcomes.Word(status);

    private static JsonObject? Result(PublishView view) =>
        view.Outcome?.Content is { } content && JsonElement.Parse(content).TryGetProperty("result", out var result) ? JsonObject.Create(result) : null;

    private static string Advice(PublishView view) => (view.Status, view.Outcome?.Failure) switch
    {
        (WriteStatus.Sent, _) => "It goes on by itself, also when nobody asks. Do not repeat the call.",
        (WriteStatus.Unknown, { } failure) => $"{failure.Message} If it was not published, make the call again with \"repeat\": true and without the old idempotency_key.",
        (_, { } failure) => failure.Message,
        _ => "It was published. Do not repeat the call.",
    };

    private static ToolOutcome Of(PublishAnswer answer) => ToolOutcome.Success(answer.Json()) with { PublishId = answer.PublishId };
}
