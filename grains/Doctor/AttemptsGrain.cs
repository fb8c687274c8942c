using Squaremcp.Doctor;

namespace Squaremcp.Grains.Doctor;

[GrainType("square-attempts")]
public sealed class AttemptsGrain([PersistentState("attempts")] IPersistentState<AttemptBook> stored, TimeProvider clock) : StatefulGrain<AttemptBook>(stored), IAttemptsGrain, IRemindable
{
    private const string Day = "day";

    private bool willForget;

    private bool IsOfStrangers => this.GetPrimaryKeyString() == IAttemptsGrain.Strangers;

    private BookLimits Limits => IsOfStrangers ? BookLimits.OfStrangers : BookLimits.OfCustomer;

    public async Task Note(IReadOnlyList<Sighting> seen, CancellationToken cancellationToken)
    {
        await WillForgetAsync();
        var now = clock.GetUtcNow();
        var before = new List<Sighting>();
        foreach (var one in seen)
        {
            before.Add(one);
            if (IsOfStrangers && one is { CustomerId: { } customer, GrantId: not null })
            {
                await EnterAsync(before, now);
                before.Clear();
                await HandOverAsync(State.Attempts[^1], customer, now, cancellationToken);
            }
        }

        await EnterAsync(before, now);
    }

    public async Task Adopt(Attempt attempt, CancellationToken cancellationToken)
    {
        await WillForgetAsync();
        await ChangeAsync(current => current.With(attempt, Limits).Since(clock.GetUtcNow()));
    }

    public Task<IReadOnlyList<Attempt>> List(AttemptQuery query, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Attempt>>(
        [.. State.Since(clock.GetUtcNow()).Attempts.Reverse().Where(one => Fits(one, query)).Take(Math.Min(query.Most, 50))]);

    public Task<IReadOnlyList<LetIn>> LetIn(CancellationToken cancellationToken) => Task.FromResult(State.Since(clock.GetUtcNow()).LetIn);

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        await ChangeAsync(current => current.Since(clock.GetUtcNow()));
        if (State.IsEmpty)
        {
            await ForgetAsync();
            willForget = false;
            if (await this.GetReminder(Day) is { } reminder)
            {
                await this.UnregisterReminder(reminder);
            }
        }
    }

    private static bool Fits(Attempt one, AttemptQuery query) =>
        (query.Code is null || one.Code == query.Code) && (query.Browser is null || one.Browser == query.Browser) && (query.Source is null || one.Sources.Contains(query.Source));

    private Task EnterAsync(List<Sighting> seen, DateTimeOffset now) =>
        seen.Count == 0 ? Task.CompletedTask : ChangeAsync(current => seen.Aggregate(current.Since(now), (book, one) => book.With(one, Limits)));

    /// <summary>First there, then no more here: a crash in between leaves it in both, and it is the same one.</summary>
    private async Task HandOverAsync(Attempt attempt, string customer, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await GrainFactory.GetGrain<IAttemptsGrain>(customer).Adopt(attempt, cancellationToken);
        await ChangeAsync(current => current.Without(attempt.Id, customer, now));
    }

    /// <summary>So that a day is a day where nobody comes again.</summary>
    private async Task WillForgetAsync()
    {
        if (!willForget)
        {
            await this.RegisterOrUpdateReminder(Day, AttemptBook.Kept, AttemptBook.Kept);
            willForget = true;
        }
    }
}
