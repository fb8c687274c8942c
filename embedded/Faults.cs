namespace Squaremcp.Embedded;

internal enum Fault
{
    LoseAnswer,
    Reject,
    SecondActivation,
    StaleEtag,
    Reorder,
}

/// <summary>
/// Makes the host worse than Orleans on purpose, the same way for the same seed. Rates are chances from 0 to 1 per occasion.
/// For tests; those of the Cluster configuration disturb Orleans by it, as far as Orleans can be disturbed.
/// </summary>
public sealed class Faults(int seed)
{
    private readonly Lock gate = new();
#pragma warning disable CA5394 // Repeatable by seed is the point.
    private readonly Random random = new(seed);

    public int Seed => seed;

    /// <summary>The call runs and its caller gets a <see cref="TimeoutException"/>.</summary>
    public double LoseAnswer { get; init; }

    /// <summary>The call does not run and its caller gets an <c>OrleansMessageRejectionException</c>.</summary>
    public double Reject { get; init; }

    /// <summary>The call goes to another activation of the same key, beside the first.</summary>
    public double SecondActivation { get; init; }

    /// <summary>A write of state fails with <c>InconsistentStateException</c>.</summary>
    public double StaleEtag { get; init; }

    /// <summary>A call that has to wait is put before others that wait longer.</summary>
    public double Reorder { get; init; }

    /// <summary>A little of everything.</summary>
    public static Faults Seeded(int seed) => new(seed) { LoseAnswer = 0.05, Reject = 0.05, SecondActivation = 0.05, StaleEtag = 0.05, Reorder = 0.2 };

    public override string ToString() => $"Faults.Seeded({seed})";

    internal bool Roll(Fault fault)
    {
        var rate = fault switch
        {
            Fault.LoseAnswer => LoseAnswer,
            Fault.Reject => Reject,
            Fault.SecondActivation => SecondActivation,
            Fault.StaleEtag => StaleEtag,
            _ => Reorder,
        };
        lock (gate)
        {
            return rate > 0 && random.NextDouble() < rate;
        }
    }

    internal int Place(int waiting)
    {
        if (waiting == 0 || !Roll(Fault.Reorder))
        {
            return waiting;
        }

        lock (gate)
        {
            return random.Next(waiting + 1);
        }
    }
#pragma warning restore CA5394
}
