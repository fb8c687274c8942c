using Squaremcp.Doctor;

namespace Squaremcp.Grains.Doctor;

/// <summary>Attempts, and what may happen to them: which one a sighting belongs to, how many are kept, for how long.</summary>
[GenerateSerializer, Immutable, Alias("square.attempt-book.v1")]
public sealed record AttemptBook
{
    private const int MostLetIn = 500;

    /// <summary>Kept for a day, all of it.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>Whoever begins anew after this begins another attempt.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromHours(1);

    /// <summary>Oldest first.</summary>
    [Id(0)] public IReadOnlyList<Attempt> Attempts { get; init; } = [];

    /// <summary>Newest first, each customer once.</summary>
    [Id(1)] public IReadOnlyList<LetIn> LetIn { get; init; } = [];

    public bool IsEmpty => Attempts.Count == 0 && LetIn.Count == 0;

    public AttemptBook With(Sighting seen, BookLimits limits)
    {
        var found = Find(seen);
        var next = found is null ? Attempts.Append(seen.Begin()) : Attempts.Where(one => one.Id != found.Id).Append(found.With(seen));
        return (this with { Attempts = [.. next] }).Within(limits);
    }

    /// <summary>Enters an attempt from another book, or what is new of it.</summary>
    public AttemptBook With(Attempt adopted, BookLimits limits)
    {
        var known = Attempts.FirstOrDefault(one => one.Id == adopted.Id || (adopted.GrantId is not null && one.GrantId == adopted.GrantId));
        if (known?.Id == adopted.Id)
        {
            return this;
        }

        var all = known is null ? Attempts.Append(adopted) : Attempts.Where(one => one.Id != known.Id).Append(adopted.With(known));
        return (this with { Attempts = [.. all.OrderBy(one => one.LastAt)] }).Within(limits);
    }

    /// <summary>Without what a customer has taken over, and with a note of it.</summary>
    public AttemptBook Without(string attempt, string customer, DateTimeOffset now) => this with
    {
        Attempts = [.. Attempts.Where(one => one.Id != attempt)],
        LetIn = [.. LetIn.Where(one => one.CustomerId != customer).Prepend(new() { CustomerId = customer, At = now }).Take(MostLetIn)],
    };

    public AttemptBook Since(DateTimeOffset now) => Attempts.Any(one => one.LastAt < now - Kept) || LetIn.Any(one => one.At < now - Kept)
        ? this with { Attempts = [.. Attempts.Where(one => one.LastAt >= now - Kept)], LetIn = [.. LetIn.Where(one => one.At >= now - Kept)] }
        : this;

    /// <summary>
    /// The attempt a sighting is part of. What proves a customer goes by grant or key alone. A client's id is known to others too (it stands in the address of a browser), so it counts only together
    /// with the browser or the address the attempt is known by.
    /// </summary>
    internal Attempt? Find(Sighting seen)
    {
        var recent = Attempts.Where(one => one.LastAt >= seen.At - Rest).Reverse();
        return seen switch
        {
            { CustomerId: not null, Step: > AttemptStep.Authorize } => Attempts.LastOrDefault(one => one.GrantId == seen.GrantId && one.KeyId == seen.KeyId),
            { ClientId: { } id, Browser: { } browser } => recent.FirstOrDefault(one => one.ClientId == id && (one.Browser == browser || (one.Browser is null && one.MayBeOf(seen)))) ?? Nameless(recent, seen),
            { ClientId: { } id } => recent.FirstOrDefault(one => one.ClientId == id && one.Sources.Contains(seen.Source)) ?? Nameless(recent, seen),
            { Step: AttemptStep.Authorize } => recent.FirstOrDefault(one => one.Sources.Contains(seen.Source) && one.Browser is not null && (seen.Browser is null || one.Browser == seen.Browser)) ?? Nameless(recent, seen),
            { Hosted: not null } => recent.FirstOrDefault(one => one.ClientId is null && one.Sources.Contains(seen.Source)),
            _ => recent.FirstOrDefault(one => one.Sources.Contains(seen.Source) && one.Family == seen.Family),
        };
    }

    /// <summary>A client that was seen and had not said yet who it is: at the same address, or at its vendor's servers where there is just one such.</summary>
    private static Attempt? Nameless(IEnumerable<Attempt> recent, Sighting seen)
    {
        var nameless = recent.Where(one => one.ClientId is null && one.Code is null).ToList();
        return nameless.Find(one => one.Sources.Contains(seen.Source) && (one.Family == seen.Family || one.Family.Length == 0 || seen.Family.Length == 0))
            ?? (nameless.FindAll(one => one.Hosted is not null && one.Hosted == seen.Family) is [var only] ? only : null);
    }

    /// <summary>
    /// Looking in costs a client nothing and going on costs it something, so those that only looked in push out only each other; and no address has more than its share.
    /// </summary>
    private AttemptBook Within(BookLimits limits)
    {
        if (Attempts.Count <= limits.PerSource)
        {
            return this;
        }

        var kept = new List<Attempt>();
        var lookers = 0;
        var others = 0;
        var shares = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var one in Attempts.Reverse())
        {
            var source = one.Sources is [var first, ..] ? first : one.Id;
            var share = shares[source] = shares.GetValueOrDefault(source) + 1;
            if ((share <= limits.PerSource || one.Hosted is not null) && (one.OnlyLooked ? ++lookers <= limits.Lookers : ++others <= limits.Others))
            {
                kept.Add(one);
            }
        }

        kept.Reverse();
        return this with { Attempts = kept };
    }
}

/// <param name="Lookers">Attempts that came no further than discovery.</param>
/// <param name="Others">All others.</param>
/// <param name="PerSource">Of either kind from one address.</param>
public sealed record BookLimits(int Lookers, int Others, int PerSource)
{
    internal static BookLimits OfStrangers { get; } = new(Lookers: 150, Others: 250, PerSource: 10);

    internal static BookLimits OfCustomer { get; } = new(Lookers: 40, Others: 40, PerSource: 40);
}
