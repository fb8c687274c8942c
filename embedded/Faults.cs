namespace Squaremcp.Embedded;

/// <summary>
/// Faults by seed, as a cluster may show them: a call that never ran, a call that ran and whose answer was lost, an activation that is dropped
/// behind its caller's back, a save refused for its etag. Each is a probability from 0 to 1.
/// </summary>
public sealed class Faults(int seed)
{
    private readonly Random random = new(seed);
    private readonly Lock turn = new();

    public int Seed { get; } = seed;

    public double RejectCall { get; init; }

    public double LoseAnswer { get; init; }

    public double DropActivation { get; init; }

    public double RefuseSave { get; init; }

    /// <summary>Holds a call back until others have gone first.</summary>
    public double Reorder { get; init; }

    /// <summary>Only calls of these grain types are disturbed; empty means all.</summary>
    public IReadOnlyCollection<string> GrainTypes { get; init; } = [];

    public static Faults Seeded(int seed) =>
        new(seed) { RejectCall = 0.05, LoseAnswer = 0.05, DropActivation = 0.05, RefuseSave = 0.05, Reorder = 0.1 };

    internal bool Happens(double probability, string grainType)
    {
        if (probability <= 0 || (GrainTypes.Count > 0 && !GrainTypes.Contains(grainType)))
        {
            return false;
        }

        lock (turn)
        {
            return random.NextDouble() < probability;
        }
    }
}
