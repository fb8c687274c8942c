namespace Squaremcp.Embedded.Api;

public readonly record struct GrainType
{
    private readonly string value;

    private GrainType(string value) => this.value = value;

    public override string ToString() => value;

    public static GrainType Create(string value) => new(value);
}

public readonly record struct IdSpan
{
    private readonly string value;

    private IdSpan(string value) => this.value = value;

    public override string ToString() => value;

    public static IdSpan Create(string id) => new(id);
}

public readonly record struct GrainId
{
    internal GrainId(GrainType type, IdSpan key) => (Type, Key) = (type, key);

    public GrainType Type { get; }

    public IdSpan Key { get; }

    public override string ToString() => $"{Type}/{Key}";

    public static GrainId Create(string type, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new(GrainType.Create(type), IdSpan.Create(key));
    }
}

internal interface IGrainReference
{
    GrainId GrainId { get; }
}

public enum DeactivationReasonCode
{
    None = 0,
    ShuttingDown = 1,
    ActivationFailed = 2,
    ActivationIdle = 4,
    ApplicationError = 8,
    ApplicationRequested = 9,
}

public readonly struct DeactivationReason(DeactivationReasonCode code, string text)
{
    public DeactivationReasonCode ReasonCode { get; } = code;

    public string Description { get; } = text;
}
