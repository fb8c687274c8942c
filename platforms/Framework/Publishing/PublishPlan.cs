namespace Squaremcp.Platforms;

/// <summary>How a publish goes, as data: what the gateway has to know to go on with it after a crash.</summary>
/// <param name="Steps">In their order; the first is begun with.</param>
/// <param name="Deadline">What is not published by then is given up, counted from the call.</param>
public sealed record PublishPlan(IReadOnlyList<PublishStepFacts> Steps, TimeSpan Deadline)
{
    public PublishStepFacts First => Steps[0];

    public PublishStepFacts Step(string name) => Steps.First(step => step.Name == name);

    /// <summary>Null after the last.</summary>
    public PublishStepFacts? After(string name) => Steps.SkipWhile(step => step.Name != name).Skip(1).FirstOrDefault();
}

/// <param name="Name">A lower-case word, for example "append".</param>
/// <param name="Doing">What goes on meanwhile, for people, for example "uploading the video".</param>
/// <param name="IsRepeatable">
/// True where the step may be done again although nobody knows whether it was done before: the upload of one part, a status poll. False where it makes something visible: it is marked on disk before it is
/// sent, sent once, and where its answer is lost the publish ends as outcome_unknown.
/// </param>
public sealed record PublishStepFacts(string Name, string Doing, bool IsRepeatable);

/// <summary>Where a publish stands when one of its steps is called.</summary>
/// <param name="State">What the step before handed on, sealed; null at the first.</param>
public sealed record PublishPoint(string Name, string? State);
