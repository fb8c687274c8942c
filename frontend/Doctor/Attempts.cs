using Squaremcp.Doctor;

namespace Squaremcp.Frontend.Doctor;

/// <summary>Reads attempts, each for whoever may see it.</summary>
internal sealed class Attempts(Sightings sightings, IGrainFactory grains, TimeProvider clock)
{
    private const int MostCustomers = 20;
    private const int MostOfEach = 10;

    private IAttemptsGrain Strangers => grains.GetGrain<IAttemptsGrain>(IAttemptsGrain.Strangers);

    /// <summary>Those that a person of the customer let in, or that used its keys.</summary>
    internal async Task<AttemptsBody> OfCustomerAsync(string customer, CancellationToken cancellationToken)
    {
        await sightings.FlushAsync(cancellationToken);
        return Body(await grains.GetGrain<IAttemptsGrain>(customer).List(new(), cancellationToken));
    }

    /// <summary>The code is known to whoever sat before the page; nobody else's customers are looked through.</summary>
    internal async Task<AttemptsBody> ByCodeAsync(string code, string? customer, CancellationToken cancellationToken)
    {
        await sightings.FlushAsync(cancellationToken);
        var query = new AttemptQuery { Code = code };
        var found = await Strangers.List(query, cancellationToken);
        return Body(customer is null ? found : [.. found, .. await grains.GetGrain<IAttemptsGrain>(customer).List(query, cancellationToken)]);
    }

    /// <summary>What this browser began, and what came from the same address without a browser, where that address is one household's.</summary>
    internal async Task<AttemptsBody> NearAsync(string browser, string? source, CancellationToken cancellationToken)
    {
        await sightings.FlushAsync(cancellationToken);
        var begun = await Strangers.List(new() { Browser = browser }, cancellationToken);
        var near = source is null ? [] : (await Strangers.List(new() { Source = source }, cancellationToken)).Where(one => one.Browser is null);
        return Body([.. begun.Concat(near).DistinctBy(one => one.Id)]);
    }

    internal async Task<AttemptsBody> AllAsync(string? status, CancellationToken cancellationToken)
    {
        await sightings.FlushAsync(cancellationToken);
        var all = new List<Attempt>(await Strangers.List(new(), cancellationToken));
        foreach (var letIn in (await Strangers.LetIn(cancellationToken)).Take(MostCustomers))
        {
            all.AddRange(await grains.GetGrain<IAttemptsGrain>(letIn.CustomerId).List(new() { Most = MostOfEach }, cancellationToken));
        }

        var body = Body(all);
        return status is null ? body : new([.. body.Attempts.Where(one => one.Status == status)]);
    }

    private AttemptsBody Body(IReadOnlyList<Attempt> attempts)
    {
        var now = clock.GetUtcNow();
        return new([.. attempts.OrderByDescending(one => one.LastAt).Select(one => AttemptBody.Of(one, now))]);
    }
}
