namespace Squaremcp.Tests.Email.Fuzz;

/// <summary>Results of what never waits: its streams are memory.</summary>
internal static class NowExtensions
{
    internal static T Now<T>(this Task<T> task)
    {
        Now((Task)task);
        return task.Result;
    }

    internal static void Now(this Task task)
    {
        if (!task.IsCompleted)
        {
            throw new InvalidOperationException("It waits for something although all was there.");
        }

        task.GetAwaiter().GetResult();
    }
}
