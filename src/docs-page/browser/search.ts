import type { Component, Operation, Plugin, Props, System, TaggedOperations } from './swagger-ui.ts'

/**
 * A search for methods by their names and words, in place of swagger-ui's filter, which knows tags and paths only.
 */
export function search({ React: { createElement } }: System): Plugin {
  const SearchField: Component = ({ specSelectors, layoutSelectors, layoutActions }) => {
    const text = layoutSelectors.currentFilter()
    return createElement(
      'div',
      { role: 'search', className: 'wrapper search' },
      createElement('label', { htmlFor: 'search' }, 'Search'),
      createElement('input', {
        id: 'search',
        type: 'search',
        placeholder: 'a name, or words of the description',
        value: typeof text === 'string' ? text : '',
        onChange: (event: { target: { value: string } }) => layoutActions.updateFilter(event.target.value),
      }),
      createElement(
        'output',
        { htmlFor: 'search' },
        hitsText(countHits(specSelectors), specSelectors.operations().size),
      ),
    )
  }

  return {
    fn: { opsFilter: keepMatching },
    components: { FilterContainer: SearchField },
    wrapComponents: {
      // Where nothing is found, swagger-ui would say that the document is empty.
      operations: Original => props =>
        countHits(props.specSelectors) === 0 ? null : createElement(Original, props),
    },
  }
}

/** Keeps the operations that hold every word of the text, in any order. */
function keepMatching(tags: TaggedOperations, text: string): TaggedOperations {
  const words = text.toLowerCase().split(/\s+/)
  return tags
    .map((tag, name) => tag.set('operations', tag.get('operations').filter(holdsAll(words, name))))
    .filter(tag => tag.get('operations').size > 0)
}

const searched = [['path'], ['operation', 'summary'], ['operation', 'description']]

function holdsAll(words: readonly string[], tag: string) {
  return (operation: Operation) => {
    const texts = searched.map(path => operation.getIn(path) ?? '')
    const all = [tag, ...texts].join('\n').toLowerCase()
    return words.every(word => all.includes(word))
  }
}

function countHits(specSelectors: Props['specSelectors']) {
  return specSelectors.taggedOperations().reduce((sum, tag) => sum + tag.get('operations').size, 0)
}

function hitsText(hits: number, all: number) {
  if (hits === all) return `${all} entries`
  return hits === 0 ? `none of ${all} entries` : `${hits} of ${all} entries`
}
