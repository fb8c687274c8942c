namespace Squaremcp.Embedded.Api;

public readonly record struct GrainType(string Value)
{
    public override string ToString() => Value;

    public static GrainType Create(string value) => new(value);
}

public readonly record struct IdSpan(string Value)
{
    public override string ToString() => Value;

    public static IdSpan Create(string id) => new(id);
}

public readonly record struct GrainId(GrainType Type, IdSpan Key)
{
    public override string ToString() => $"{Type}/{Key}";

    public static GrainId Create(string type, string key) => new(GrainType.Create(type), IdSpan.Create(key));
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
    ApplicationError = 5,
    ApplicationRequested = 6,
    ActivationIdle = 4,
}

public readonly struct DeactivationReason(DeactivationReasonCode code, string text)
{
    public DeactivationReasonCode ReasonCode { get; } = code;

    public string Description { get; } = text;
}
