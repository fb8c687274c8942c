namespace Squaremcp.Platforms;

/// <summary>One step of a publish: the state that the step before handed on goes in, how it went comes out. Expected failures are thrown as <see cref="ToolException"/>.</summary>
public delegate Task<StepResult<TState, TOut>> StepFunction<in TClient, in TIn, TState, TOut>(TClient client, TIn input, TState state, ToolContext context, CancellationToken cancellationToken);

/// <summary>A step and the function that does it; each call of it has the time of one platform call.</summary>
/// <remarks>
/// What a thrown error means. In a repeatable step rate_limited, platform_unavailable and outcome_unknown are waited out and the step is done again. In one that is not, rate_limited alone is, for the platform
/// said that it did nothing; throw platform_unavailable there only where nothing was sent, and outcome_unknown where that is not certain. Everything else ends the publish.
/// </remarks>
public sealed record PublishStep<TClient, TIn, TState, TOut>(string Name, string Doing, bool IsRepeatable, StepFunction<TClient, TIn, TState, TOut> RunAsync)
{
    public PublishStepFacts Facts => new(Name, Doing, IsRepeatable);
}

/// <summary>How a step went. Its state is small (<see cref="BoundPublish.MostState"/>), and on disk, sealed, before anything else happens.</summary>
/// <param name="Percent">How much of the whole is done, 0 to 99; what is told never falls.</param>
public abstract record StepResult<TState, TOut>(int Percent)
{
    /// <summary>On with the next step.</summary>
    public sealed record Next(TState State, int Percent) : StepResult<TState, TOut>(Percent);

    /// <summary>This step once more, at once: the next part of an upload.</summary>
    public sealed record Again(TState State, int Percent) : StepResult<TState, TOut>(Percent);

    /// <summary>This step once more, not before <paramref name="Wait"/> is over.</summary>
    /// <param name="For">What is waited for, for people, for example "X to process the video".</param>
    public sealed record Later(TState State, TimeSpan Wait, string For, int Percent) : StepResult<TState, TOut>(Percent);

    /// <summary>It is published.</summary>
    public sealed record Done(TOut Output) : StepResult<TState, TOut>(100);
}
