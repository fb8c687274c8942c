namespace Squaremcp.Grains.Operators;

[GenerateSerializer, Immutable, Alias("square.operator-sessions.v1")]
public sealed record OperatorSessions
{
    /// <summary>A working day; there is no renewal.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(8);

    /// <summary>More people than look at one cluster at a time; the oldest makes room.</summary>
    private const int Most = 20;

    [Id(0)] public IReadOnlyList<OperatorSession> Open { get; init; } = [];

    public bool Admits(string hash, DateTimeOffset now) => Open.Any(one => one.Hash == hash && one.IsAlive(now));

    public OperatorSessions With(string hash, DateTimeOffset now) =>
        new() { Open = [.. Open.Where(one => one.IsAlive(now) && one.Hash != hash).TakeLast(Most - 1), new() { Hash = hash, Since = now }] };

    public OperatorSessions Without(string hash) => Open.Any(one => one.Hash == hash) ? new() { Open = [.. Open.Where(one => one.Hash != hash)] } : this;
}

[GenerateSerializer, Immutable, Alias("square.operator-session.v1")]
public sealed record OperatorSession
{
    [Id(0)] public required string Hash { get; init; }

    [Id(1)] public required DateTimeOffset Since { get; init; }

    public bool IsAlive(DateTimeOffset now) => now < Since + OperatorSessions.Life;
}
