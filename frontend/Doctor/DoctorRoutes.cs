using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Doctor;
using Squaremcp.Frontend.Api;

namespace Squaremcp.Frontend.Doctor;

internal static class DoctorRoutes
{
    private const string Codes = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    internal static IServiceCollection AddDoctor(this IServiceCollection services) => services
        .AddSingleton<Whereabouts>()
        .AddSingleton<Sightings>()
        .AddHostedService(provider => provider.GetRequiredService<Sightings>())
        .AddSingleton<Observer>()
        .AddSingleton<Attempts>()
        .AddSingleton<DoctorEndpoint>();

    /// <summary>Calls of tools do not pass here: <c>/mcp</c> tells by itself.</summary>
    internal static void UseDoctor(this WebApplication app)
    {
        var observer = app.Services.GetRequiredService<Observer>();
        app.Use((context, next) => context.Request.Path.Equals("/mcp", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) ? next(context) : observer.WatchAsync(context, _ => next(context)));
    }

    internal static void MapDoctor(this WebApplication app)
    {
        var doctor = app.Services.GetRequiredService<DoctorEndpoint>();
        app.MapGet("/account/doctor", context => doctor.ShowAsync(context)).ExcludeFromDescription();
        app.MapGet("/operator/doctor", context => doctor.AskKeyAsync(context)).ExcludeFromDescription();
        app.MapPost("/operator/doctor", context => doctor.ShowAllAsync(context)).ExcludeFromDescription();
    }

    internal static void MapAttempts(this IEndpointRouteBuilder customers) =>
        customers.MapGet("/connection-attempts", ListAsync).WithSummary("How AI clients fared that tried to connect in the last day, newest first: each step, what failed, why and what to do. With code: the attempt a person was shown that code for.");

    internal static void MapAllAttempts(this IEndpointRouteBuilder admin) =>
        admin.MapGet("/connection-attempts", ListAllAsync).WithSummary("The same for all customers and for clients that nobody has let in; status: failed, stopped, underway or connected.");

    /// <summary>A code as it may be typed; null for what is none.</summary>
    internal static string? Code(string? typed)
    {
        var letters = string.Concat((typed ?? "").Take(40).Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return letters.Length == 8 && letters.All(letter => Codes.Contains(letter, StringComparison.Ordinal)) ? $"{letters[..4]}-{letters[4..]}" : null;
    }

    private static async Task<Results<Ok<AttemptsBody>, ProblemHttpResult>> ListAsync(HttpContext context, Attempts attempts, string? code = null)
    {
        if (code is null)
        {
            return TypedResults.Ok(await attempts.OfCustomerAsync(context.Caller().CustomerId, context.RequestAborted));
        }

        return Code(code) is { } whole
            ? TypedResults.Ok(await attempts.ByCodeAsync(whole, context.Caller().CustomerId, context.RequestAborted))
            : Problems.Wrong("code", "`code` must be eight letters and digits as the page showed them, for example K7Q2-9FXB.");
    }

    private static async Task<Results<Ok<AttemptsBody>, ProblemHttpResult>> ListAllAsync(Attempts attempts, CancellationToken cancellationToken, string? status = null) =>
        status is null or Diagnosis.Connected or Diagnosis.Failed or Diagnosis.Stopped or Diagnosis.Underway
            ? TypedResults.Ok(await attempts.AllAsync(status, cancellationToken))
            : Problems.Wrong("status", "`status` must be failed, stopped, underway or connected.");
}

internal sealed record AttemptsBody(IReadOnlyList<AttemptBody> Attempts);

/// <summary>One client's way in.</summary>
internal sealed record AttemptBody(
    string Id,
    [property: Description("What the person was shown in the browser, to quote.")] string? Code,
    DateTimeOffset StartedAt,
    DateTimeOffset LastAt,
    [property: Description("What the client calls itself; not to be trusted.")] string? ClientName,
    string? ClientId,
    [property: Description("The network the first request came from, never a whole address.")] string? Network,
    string? CustomerId,
    string? GrantId,
    string? KeyId,
    [property: Description("Who let it in, by e-mail address.")] string? Account,
    [property: Description("connected, failed, stopped (silent when more was to come) or underway.")] string Status,
    [property: Description("discover, register, authorize, token, list or call; null where nothing is wrong.")] string? FailedStep,
    [property: Description("One word for the cause.")] string? Cause,
    [property: Description("What happened, in words.")] string Says,
    [property: Description("What to do.")] string? Advice,
    [property: Description("What the client sent that matters for this; not to be trusted.")] string? Detail,
    IReadOnlyList<AttemptStepBody> Steps,
    IReadOnlyList<AttemptEventBody> Events)
{
    internal static AttemptBody Of(Attempt attempt, DateTimeOffset now)
    {
        var diagnosis = Diagnosis.Of(attempt, now);
        return new(
            attempt.Id, attempt.Code, attempt.StartedAt, attempt.LastAt, attempt.ClientName ?? Families.Name(attempt.Family), attempt.ClientId, attempt.Network, attempt.CustomerId, attempt.GrantId, attempt.KeyId, attempt.Account,
            diagnosis.Status, diagnosis.Step is { } step ? Word(step) : null, diagnosis.Cause, diagnosis.Says, diagnosis.Advice, diagnosis.Detail,
            [.. Enum.GetValues<AttemptStep>().Select(one => AttemptStepBody.Of(attempt, one, diagnosis))],
            [.. attempt.Marks.Select(mark => new AttemptEventBody(Word(mark.Step), mark.Finding, mark.Failed, mark.FirstAt, mark.LastAt, mark.Count, Findings.Of(mark).Says, mark.Detail))]);
    }

    internal static string Word(AttemptStep step) => step.ToString().ToLowerInvariant();
}

/// <param name="State">done, failed, missing, passed_over or open.</param>
internal sealed record AttemptStepBody(string Step, [property: Description("done, failed, missing, passed_over (not needed) or open.")] string State, DateTimeOffset? At)
{
    internal static AttemptStepBody Of(Attempt attempt, AttemptStep step, Diagnosis diagnosis)
    {
        var done = attempt.Marks.LastOrDefault(mark => mark.Step == step && !mark.Failed);
        var state = diagnosis.Step == step ? diagnosis.Status == Diagnosis.Failed ? "failed" : "missing"
            : done is not null ? "done"
            : attempt.Marks.Any(mark => mark.Step > step && !mark.Failed) || step < diagnosis.Step ? "passed_over" : "open";
        return new(AttemptBody.Word(step), state, attempt.Marks.LastOrDefault(mark => mark.Step == step)?.LastAt);
    }
}

internal sealed record AttemptEventBody(string Step, string Finding, bool Failed, DateTimeOffset FirstAt, DateTimeOffset LastAt, int Count, string Says, string? Detail);
