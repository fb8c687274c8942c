using System.ComponentModel;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Ledger;
using Squaremcp.Platforms;
using Squaremcp.Publishing;

namespace Squaremcp.Frontend.Api;

/// <summary>Publishes in several steps: how each stands, and those that go on now.</summary>
internal static class Publishes
{
    private const int Most = 50;

    internal static void MapPublishes(this IEndpointRouteBuilder customers)
    {
        customers.MapGet("/publishes", ListAsync).WithSummary($"List the publishes that are going on, newest first, at most {Most}. Ended ones are in /api/v1/writes.");
        customers.MapGet("/publishes/{id}", GetAsync).WithSummary("Tell how one publish stands, for a week after its end.");
    }

    private static async Task<Ok<PublishesBody>> ListAsync(HttpContext context, IGrainFactory grains, Connectors connectors)
    {
        var customer = context.Caller().CustomerId;
        var sent = await grains.GetGrain<ILedgerGrain>(customer).Writes(new() { Limit = Most, Status = WriteStatus.Sent }, context.RequestAborted);
        var found = await Task.WhenAll(sent.Writes.Where(write => connectors.Tool(write.Tool)?.Publish is not null).Select(write => Publish(grains, PublishIds.OfWrite(write.Id)).Describe(customer, context.RequestAborted)));
        return TypedResults.Ok(new PublishesBody([.. found.OfType<PublishView>().Select(PublishBody.Of)]));
    }

    private static async Task<Results<Ok<PublishBody>, ProblemHttpResult>> GetAsync(string id, HttpContext context, IGrainFactory grains) =>
        PublishIds.IsOne(id) && await Publish(grains, id).Describe(context.Caller().CustomerId, context.RequestAborted) is { } found
            ? TypedResults.Ok(PublishBody.Of(found))
            : Problems.Of(StatusCodes.Status404NotFound, "There is no such publish, or not any more: one is told of for a week after it has ended. GET /api/v1/writes lists all changes.");

    private static IPublishGrain Publish(IGrainFactory grains, string id) => grains.GetGrain<IPublishGrain>(id);
}

internal sealed record PublishBody(
    string Id,
    string Tool,
    string Platform,
    string Account,
    [property: Description("running, done, failed (nothing was published) or unknown.")] string Status,
    int ProgressPercent,
    string Step,
    [property: Description("What goes on now, or is waited for.")] string? Doing,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    [property: Description("When it will be given up.")] DateTimeOffset Deadline,
    [property: Description("When it goes on, where it waits.")] DateTimeOffset? GoesOnAt,
    [property: Description("What the tool answered, once it is done.")] JsonElement? Answer,
    [property: Description("Why it failed, or is unknown.")] PublishErrorBody? Error,
    [property: Description("The change it is, in /api/v1/writes.")] string WriteId)
{
    internal static PublishBody Of(PublishView view) => new(
        view.Id, view.Tool, view.Platform, view.Account, view.Status == WriteStatus.Sent ? "running" : Squaremcp.Tools.Outcomes.Word(view.Status), view.Percent, view.Step, view.Doing, view.StartedAt, view.EndedAt, view.Deadline, view.GoesOnAt,
        view.Outcome?.Content is { } content ? JsonElement.Parse(content) : null,
        view.Outcome?.Failure is { } failure ? new(Squaremcp.Tools.Outcomes.Word(failure.Kind), failure.Message) : null, view.WriteId);
}

internal sealed record PublishErrorBody(string Code, string Message);

internal sealed record PublishesBody(IReadOnlyList<PublishBody> Publishes);
